"""Check that what is issued together gives an enterprise one grade of a scheme for each category."""

from credentials.documents.assessment import Grading
from registry.errors import RegistryError


class GradeCheck:
    """Grades that the certificates of a batch or a plan give, each with the number of the first one."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str, str | None], tuple[str, str]] = {}

    def check(self, grading: Grading, number: str, field: str) -> None:
        """Raise RegistryError grades-differ where an earlier certificate has another grade for a category."""
        for category in grading.categories:
            place = grading.scheme, grading.code, category
            grade, other = self._given.setdefault(place, (grading.grade, number))
            # a public list that names both lets nobody object to the one that counts
            if grade != grading.grade:
                raise RegistryError(
                    "grades-differ", field, number=number, grade=grading.grade, other=other, before=grade
                )
