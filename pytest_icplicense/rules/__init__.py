"""Domain rules, one a file: what JSON Schema cannot say. Other packages add theirs by the hook `icplicense_rules`."""

from __future__ import annotations

from pytest_icplicense.model.case import Rule


def all_rules() -> list[Rule]:
    """The rules of this package."""
    from pytest_icplicense.rules import (
        access_reach,
        accounted_for,
        agent_backed,
        approved,
        at_least,
        attested,
        covers,
        displays,
        due_within,
        every_period,
        explains,
        explains_fact,
        follows,
        in_force,
        listed,
        listed_site,
        matches_annexe,
        matches_face,
        observed_listed,
        observed_number,
        observed_place,
        observed_provider,
        observed_statement,
        observed_support,
        party_licensed,
        provincial,
        renewal,
        sends_declared,
        shows_price,
        stated_unless,
        states,
        within_scope,
    )

    modules = (
        *(within_scope, in_force, matches_face, matches_annexe, approved, displays, attested),
        *(
            due_within,
            every_period,
            renewal,
            provincial,
            covers,
            listed,
            access_reach,
            at_least,
            stated_unless,
        ),
        *(accounted_for, explains, states, shows_price, follows, agent_backed, sends_declared, listed_site),
        *(explains_fact, observed_number, observed_statement, observed_place, observed_provider),
        *(observed_listed, observed_support, party_licensed),
    )
    return [module.RULE for module in modules]
