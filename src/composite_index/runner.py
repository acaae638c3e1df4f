"""Deprecated: the module is `composite_index_gates.runner`.

The dbt package 0.1.0 imports this name. It is kept so that its gates can say that the two versions differ.
"""

from composite_index_gates.runner import close_event_loop, gate_runner, spare_collector, start, versions

__all__ = ["close_event_loop", "gate_runner", "spare_collector", "start", "versions"]
