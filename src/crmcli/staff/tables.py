"""Staff as the book knows them."""

from sqlmodel import Field, SQLModel


class Staff(SQLModel, table=True):
    """One person on our side. `name_folded` is what typed names are compared with."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(unique=True)
    added_at: str
