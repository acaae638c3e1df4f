"""A small index of six towns in two years, built by a program of its own on DuckDB or PostgreSQL.

The towns and their values are invented.
"""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
from conftest import Project, Run, copy_of_project, python_path
from engines import Postgres

from composite_index.publishing.in_files import FileVersions
from composite_index.publishing.store import Store

# What the build of the small index runs: its seeds, the package's models and their tests.
BUILD = ("run", "--no-use-colors", "--selector", "small")
UNITS = ("ash", "birch", "cedar", "elm", "fir", "hazel")
INDICATORS = ("clinics", "schools", "parks", "buses")
PERIODS = ("2024", "2025")
SEED = "seeds/small/small__observations.csv"
SELECTOR = """
  - name: small
    definition:
      union:
        - {method: package, value: composite_index}
        - exclude:
            - {method: path, value: seeds/reference}
            - {method: path, value: seeds/dgi_2020_cities}
            - {method: path, value: seeds/dgi_2020_cities_published}
            - {method: path, value: seeds/dgi_2020_provinces}
            - {method: path, value: seeds/dgi_2020_provinces_published}
            - {method: resource_type, value: unit_test}
            - {method: test_type, value: singular}
            - {method: path, value: models/dgi_2020}
"""
RUN = "from composite_index.cli import main; import sys; sys.exit(main())"
STEP = re.compile(r"(?P<number>\d+) of (?P<all>\d+) START (?P<what>(?!hook).*?)[ .]+\[RUN\]")


class Small(Project):
    """A copy of the project that builds one small index from seeds."""

    engine: Postgres | None = None

    def program(self, *arguments: str, code: str = RUN, **variables: str) -> subprocess.Popen[str]:
        """Start the build as a program of its own, with its output in one pipe."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "COMPOSITE_"))}
        environment |= {"PYTHONPATH": python_path(self.folder), "PYTHONUNBUFFERED": "1", **self._quick(), **variables}
        if self.engine:
            environment |= self.engine.variables
            arguments += ("--target", self.engine.target)
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            # so that a signal reaches what it has started too, as from a terminal
            start_new_session=True,
        )

    def ended(self, *arguments: str, code: str = RUN, **variables: str) -> Run:
        """Build to the end."""
        with self.program(*(arguments or BUILD), code=code, **variables) as process:
            output, _ = process.communicate(timeout=self.seconds)
        return Run(process.returncode, output)

    def stopped_at(self, total: int, step: int, number: int = signal.SIGKILL) -> Run:
        """Send a signal to the build when it starts a step, counted from 1, of the run of dbt with so many steps."""
        lines, is_sent = [], False
        with self.program(*BUILD) as process:
            assert process.stdout
            for line in process.stdout:
                lines.append(line)
                found = STEP.search(line)
                if found and not is_sent and int(found["all"]) == total and int(found["number"]) >= step:
                    os.killpg(process.pid, number)
                    is_sent = True
        return Run(process.returncode, "".join(lines))

    def revise(self, value: int) -> None:
        """Give one raw value of the newest period; it tells the versions apart."""
        write_observations(self.folder / SEED, value)

    def out(self) -> tuple[float, str]:
        """Return the value and the version that readers get, and check that all tables are of that version."""
        value_query = (
            "select value from composite_index.index_scores where unit_id = 'ash' and node_id = 'clinics' "
            "and period = '2025'"
        )
        version_query = "select distinct version_id from composite_index.index_vintages where period = '2025'"
        if self.engine:
            ((value,),) = [tuple(row.values()) for row in self.engine.query(value_query)]
            ((vintage,),) = [tuple(row.values()) for row in self.engine.query(version_query)]
            listed = self.ended("verify")
            assert listed.exit_code == 0, listed.output
            assert vintage in listed.output
        else:
            store = Store(self.folder / "published/warehouse.duckdb")
            with duckdb.connect(str(store.file), read_only=True) as connection:
                ((value,),) = connection.execute(value_query).fetchall()
                ((vintage,),) = connection.execute(version_query).fetchall()
            assert store.read()["version"] == vintage
            FileVersions(store.file).check(vintage)
        return value, vintage


def write_observations(file: Path, value: int) -> None:
    """Write the raw values of the small index, all whole numbers, with one that is given."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(["index_id", "period", "unit_id", "node_id", "value"])
        for period in PERIODS:
            for place, unit in enumerate(UNITS):
                for number, node in enumerate(INDICATORS):
                    made = 40 + 7 * ((place * 5 + number * 3) % 6) + 2 * number + (period == PERIODS[1])
                    is_revised = (period, unit, node) == (PERIODS[1], "ash", "clinics")
                    writer.writerow(["towns", period, unit, node, value if is_revised else made])


def small_project(folder: Path) -> Small:
    """Copy the project, and give it the small index instead of the bundled one."""
    project = Small(copy_of_project(folder).folder)
    seeds = project.folder / "seeds/small"
    seeds.mkdir()
    (seeds / "small__framework.csv").write_text(
        "index_id,node_id,parent_id,direction,weight,normalisation\ntowns,index,,,,\n"
        + "".join(f"towns,{name},index,,1,\n" for name in ("health", "life"))
        + "".join(
            f"towns,{name},{'health' if place < 2 else 'life'},1,1,min_max\n" for place, name in enumerate(INDICATORS)
        ),
        encoding="utf-8",
    )
    (seeds / "small__units.csv").write_text(
        "index_id,unit_id,cohort_id\n" + "".join(f"towns,{unit},towns\n" for unit in UNITS), encoding="utf-8"
    )
    write_observations(seeds / "small__observations.csv", 47)
    settings = project.folder / "dbt_project.yml"
    text = re.sub(r"      - .*composite_index\.bundled\(.*\n", "", settings.read_text(encoding="utf-8"))
    for name in ("observations", "framework", "units"):
        text = text.replace(f"    input_{name}:\n", f"    input_{name}: \"{{{{ ref('small__{name}') }}}}\"\n")
    text = re.sub(r"^(    input_\w+:)\n", r"\1 []\n", text, flags=re.MULTILINE)
    settings.write_text(text, encoding="utf-8")
    with (project.folder / "selectors.yml").open("a", encoding="utf-8") as file:
        file.write(SELECTOR)
    return project
