{#
    A text from the data as a message shows it: in one line, without characters that control a terminal or the
    direction.
    The tables keep the text as it is.
#}
{% macro printable(text) %}
    {{ return(modules.re.sub(
        '[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+', '\ufffd', text | string)) }}
{% endmacro %}
