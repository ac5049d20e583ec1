"""What `--help` shows: examples of each command."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "": """\
  build.py                          build the site into _site/
  build.py check --strict           what CI asks
  build.py explain uncited-event    what a rule means
  build.py COMMAND --help           the options of a command, with examples
""",
    "build": """\
  build.py build --drafts                          with the chapters that are not ready
  build.py build --site ../mill --output /tmp/mill another folder, published elsewhere
  build.py build --strict --format github          in a workflow of GitHub
""",
    "check": """\
  build.py check                  the problems, then the citation coverage
  build.py check --format json    both for a program
  build.py check --watch -q       the problems anew, whenever a file is saved
""",
    "serve": """\
  build.py serve --open             in the browser, at once
  build.py serve --drafts           with the chapters that are not ready, which are marked
  build.py serve --host 0.0.0.0     for a telephone in the same network, too
""",
    "new": """\
  build.py new event            asks for what it needs
  build.py new event --date 1969-03-02 --title "Firefight on Zhenbao" --source "@gerson-2010, p. 12"
  build.py new chapter --title "The Alliance" --years 1950–1953
  build.py new source --type book --author "Lüthi, Lorenz M." --issued 2008 --title "The Sino-Soviet Split"
""",
    "fmt": """\
  build.py fmt                        all files of the site
  build.py fmt content/people.yaml    one of them
  build.py fmt --check                in CI and before a commit
  build.py fmt --diff                 what it would do
""",
    "explain": """\
  build.py explain                  every rule, a line each
  build.py explain uncited-event    what the rule asks, with a bad and a good example
  build.py explain luthi-2008       where the source is defined, where it is cited, and what stands on it alone
  build.py explain "Mao Zedong"     the same of a person, by the name or the id
""",
    "schema": """\
  build.py schema                             their names, and the files that they are about
  build.py schema events                      one of them
  build.py schema --output .vscode/schemas    all of them, each in a file
""",
    "completion": """\
  source <(python build.py completion bash)      in ~/.bashrc
  source <(python build.py completion zsh)       in ~/.zshrc, after compinit
  python build.py completion fish | source       in ~/.config/fish/config.fish
""",
}
"""The examples by command; of the whole under the empty name."""
