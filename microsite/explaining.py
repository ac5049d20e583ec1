"""The command `explain`: what a rule means."""

from __future__ import annotations

from argparse import Namespace

from microsite.console import BUILT, unknown
from microsite.rules import RULES, Rule


def explain(chosen: Namespace) -> int:
    """Print what the name means; without one, every rule in a line."""
    if chosen.name is None:
        width = max(map(len, RULES))
        for rule in RULES.values():
            print(f"{rule.name:<{width}}  {rule.severity:<7}  {rule.meaning.partition('. ')[0].rstrip('.')}")
        return BUILT
    if chosen.name not in RULES:
        raise unknown(f"there is no rule `{chosen.name}`", chosen.name, RULES)
    _print_rule(RULES[chosen.name])
    return BUILT


def _print_rule(rule: Rule) -> None:
    print(f"{rule.name} ({rule.severity})\n\n{rule.meaning}\n")
    for label, example in (("bad", rule.bad), ("good", rule.good)):
        print(f"{label}:\n" + "".join(f"    {line}\n" for line in example.split("\n")))
    print(f"In site.yaml, `checks: {{{rule.name}: warning}}` changes how much it matters.")
