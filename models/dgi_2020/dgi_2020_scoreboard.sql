{{ composite_index.scoreboard(
    index_ids=['dgi_2020_provinces_published', 'dgi_2020_cities_published', 'dgi_2020_provinces', 'dgi_2020_cities'],
    node_ids=['organisation', 'institution', 'capability', 'effectiveness'],
    may_be_absent=true,
) }}
