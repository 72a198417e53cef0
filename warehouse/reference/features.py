"""What plans include besides prices: features, and how much of them."""

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from warehouse.reference.record import Id, Maybe, Quantity, Reference, Text, empty_is_none

FeatureType = Literal["OnOff", "Limitation", "Consumption"]
FEATURE_TYPES: tuple[FeatureType, ...] = get_args(FeatureType)
Period = Literal["day", "week", "month", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)
Visible = Annotated[bool, BeforeValidator(lambda value: True if empty_is_none(value) is None else value)]


class Feature(Reference):
    """Something that is on or off, a level that persists, or a consumption that begins anew with each period.

    A feature that is not visible is shown to operators only. The meter of `meter_id` feeds a Consumption,
    which is then not reported.
    """

    id_fields = ("feature_id",)
    feature_id: Id
    name: Text
    feature_type: FeatureType
    is_visible: Visible = True
    meter_id: Annotated[Id | None, Maybe] = None


class PlanFeature(Reference):
    """A plan includes a feature: so much of it, or without a `quantity` any. An OnOff can be optional.

    `period` says when a Consumption begins anew: each day, week (on Monday), month or year of the plan's time basis.
    """

    id_fields = ("plan_id", "feature_id")
    subject_fields = ("plan_id",)
    plan_id: Id
    feature_id: Id
    quantity: Quantity = None
    is_included: Annotated[bool | None, Maybe] = None
    period: Annotated[Period | None, Maybe] = Field(default=None)
