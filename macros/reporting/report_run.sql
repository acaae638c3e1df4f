{% macro report_run(results) %}{% endmacro %}
