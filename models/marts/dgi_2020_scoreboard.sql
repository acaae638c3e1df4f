{{ composite_index.scoreboard(
    index_ids=['dgi_2020_provinces_published', 'dgi_2020_cities_published'],
    node_ids=['organisation', 'institution', 'capability', 'effectiveness'],
) }}
