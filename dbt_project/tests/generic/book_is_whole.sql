{#- Rows of the book that were changed, or before which one was taken out or put in. -#}
{% test book_is_whole(model) %}

select
    relation,
    row_no
from book.broken_links()

{% endtest %}
