with user_keys as (

    select * from {{ ref('stg_user_keys') }}

),

reference_users as (

    select distinct on (payload ->> 'client_id', payload ->> 'user_id')
        payload ->> 'client_id' as client_id,
        payload ->> 'user_id' as user_id,
        {{ payload_number('payload', 'birth_year', 'integer') }} as birth_year,
        payload ->> 'gender' as gender,
        {{ payload_number('payload', 'income', 'numeric(38, 9)') }} as income,
        {{ payload_number('payload', 'spend', 'numeric(38, 9)') }} as spend
    from {{ ref('int_reference_current') }}
    where kind = 'users'
    order by payload ->> 'client_id', payload ->> 'user_id', id

),

final as (

    select
        user_keys.user_key,
        user_keys.client_id,
        user_keys.user_id,
        reference_users.birth_year,
        reference_users.gender,
        reference_users.income,
        reference_users.spend,
        reference_users.user_id is not null as is_known
    from user_keys
    left join reference_users
        on
            user_keys.client_id = reference_users.client_id
            and user_keys.user_id = reference_users.user_id

    union all

    select
        {{ no_key() }} as user_key,
        'none' as client_id,
        'none' as user_id,
        null as birth_year,
        null as gender,
        null::numeric(38, 9) as income,
        null::numeric(38, 9) as spend,
        false as is_known

)

select * from final
