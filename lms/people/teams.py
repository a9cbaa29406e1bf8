"""The tree of teams by paths, such as `Service/Hotline/Night shift`."""

from lms.models import Team
from lms.people.cells import team_path


class TeamTree:
    """All teams by their paths, loaded once."""

    def __init__(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Begin anew, as when what was made is undone."""
        self._teams = {team.pk: team for team in Team.objects.all()}
        self._keys: dict[str, list[int]] = {}
        for key in self._teams:
            self._keys.setdefault(self.path_of(key), []).append(key)

    def path_of(self, key: int | None) -> str:
        """Return the names from the top down to the team, or nothing."""
        names: list[str] = []
        seen: set[int] = set()
        while key is not None and key not in seen and key in self._teams:
            seen.add(key)
            names.append(self._teams[key].name)
            key = self._teams[key].parent_id
        return "/".join(reversed(names))

    def is_ambiguous(self, path: str) -> bool:
        """Tell whether several teams have the path."""
        return len(self._keys.get(path, ())) > 1

    def whole(self, path: str) -> str:
        """Return the path of the only team that a name alone can mean, else `path`."""
        if path in self._keys:
            return path
        same = [known for known in self._keys if known.endswith(f"/{path}")]
        return same[0] if len(same) == 1 else path

    def find(self, path: str) -> Team | None:
        """Return the team; None if it is missing."""
        keys = self._keys.get(path)
        return self._teams[keys[0]] if keys else None

    def make(self, path: str) -> list[Team]:
        """Add what is missing of a path; return the new teams from the top down."""
        made, above, so_far = [], None, ""
        for name in team_path(path):
            so_far = f"{so_far}/{name}" if so_far else name
            team = self.find(so_far)
            if team is None:
                team = Team.objects.create(name=name, parent=above)
                self._teams[team.pk] = team
                self._keys[so_far] = [team.pk]
                made.append(team)
            above = team
        return made
