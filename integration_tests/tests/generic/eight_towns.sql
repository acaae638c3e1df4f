{% test eight_towns(model) %}
select count(*) as towns
from {{ model }}
having count(*) <> 8
{% endtest %}
