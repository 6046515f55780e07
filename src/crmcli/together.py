"""The modules of quick answers, loaded together from one file.

For every module Python asks folders, opens two files and reasons about what it found, which takes longer than the
module itself does. Here their code lies in one file, each with the modules that it needs at once, and these are loaded
in one go. The file is a cache like those of Python beside it: `crmcli.bundling` writes it, a module in it counts as
long as its source has the size and the time that it had, and whatever is not there, or wrong with it, is loaded as ever
(docs/decisions/0021-modules-together.md).
"""

import marshal
import os
import sys

TYPE_CHECKING = False  # see kit.surroundings
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
else:
    ModuleSpec, ModuleType = type(__spec__), type(sys)

FOLDER = os.path.dirname(__file__)
CACHES = os.path.join(FOLDER, "__pycache__")
PATH = os.path.join(CACHES, f"together.{sys.implementation.cache_tag}")
MAGIC: bytes = sys.modules["_frozen_importlib_external"].MAGIC_NUMBER  # of this Python's code
LENGTH_BYTES = 4
HEAD_BYTES = len(MAGIC) + LENGTH_BYTES
_PACKAGE, _PACKAGE_FILE = "crmcli", os.sep + "__init__.py"
# Loaded before any of them.
NEVER_TOGETHER = {"crmcli", "crmcli.__main__", "crmcli.together", "crmcli.bundling"}


class Together:
    """Finds modules of ours in the file, and loads with each what it needs.

    `index` has for each module: whether it is a package, time and size of its source, where its code lies, and the
    names to load, in their order, the last of them its own.
    """

    def __init__(self) -> None:
        self.index: dict[str, tuple[bool, int, int, int, int, bytes]] = {}
        self.loaded: set[str] = set()
        self._file = self._start = -1
        try:
            self._file = os.open(PATH, os.O_RDONLY)
            head = os.pread(self._file, HEAD_BYTES, 0)
            if head[: len(MAGIC)] != MAGIC:
                return
            length = int.from_bytes(head[len(MAGIC) :], "little")
            folder, index = marshal.loads(os.pread(self._file, length, HEAD_BYTES))
            self._start = HEAD_BYTES + length
            if folder == FOLDER:
                self.index = index
        except (OSError, EOFError, ValueError, TypeError):
            return

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Where importing finds a module; what it needs is loaded by then. None: not here, or no longer so."""
        if name not in self.index:
            return None
        try:
            wanted = [need for need in marshal.loads(self.index[name][-1]) if need not in sys.modules]
            codes = [marshal.loads(self.kept_code(need)) for need in wanted]
        except (OSError, EOFError, ValueError, TypeError, KeyError):
            return None
        self._run([self._module(need) for need in wanted], codes)
        return self._spec(name)

    def kept_code(self, name: str) -> bytes:
        """The code of a module as it lies in the file. Raises KeyError where it is another source's by now, OSError."""
        _is_package, changed_ns, size, start, length, _needs = self.index[name]
        source = os.stat(self.path(name))
        if source.st_mtime_ns != changed_ns or source.st_size != size:
            raise KeyError(name)
        return os.pread(self._file, length, self._start + start)

    def _run(self, modules: list[ModuleType], codes: "list[CodeType]") -> None:
        """All are there before the first one runs: packages name modules of theirs, which name them."""
        try:
            for code in codes:
                module = modules[0]
                exec(code, module.__dict__)
                parent, _dot, name = module.__name__.rpartition(".")
                setattr(sys.modules[parent], name, module)
                self.loaded.add(module.__name__)
                del modules[0]
        finally:
            for module in modules:  # something went wrong
                del sys.modules[module.__name__]

    def _module(self, name: str) -> ModuleType:
        module = sys.modules[name] = ModuleType(name)
        spec = module.__spec__ = self._spec(name)
        module.__loader__ = self  # type: ignore[assignment]
        module.__file__ = spec.origin
        module.__package__ = spec.parent
        if spec.submodule_search_locations is not None:
            module.__path__ = spec.submodule_search_locations
        return module

    def path(self, name: str) -> str:
        """The source of a module."""
        below = name.replace(".", os.sep)[len(_PACKAGE) :]
        return FOLDER + below + (_PACKAGE_FILE if self.index[name][0] else ".py")

    def _spec(self, name: str) -> ModuleSpec:
        path, is_package = self.path(name), self.index[name][0]
        spec = ModuleSpec(name, self, origin=path, is_package=is_package)  # type: ignore[arg-type]
        spec.has_location = True
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(path[: -len(_PACKAGE_FILE)])
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """What importing takes for the module: it has run already."""
        return sys.modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is left to be run."""

    def get_resource_reader(self, name: str) -> object:
        """What reads other files that lie in a package."""
        from importlib.machinery import SourceFileLoader

        return SourceFileLoader(name, self.path(name)).get_resource_reader(name)

    def missing(self) -> list[str]:
        """Modules of ours that had to be loaded as ever and might be here next time.

        None where Python keeps no caches of its own, or nobody may write: a folder for them is not ours to make.
        """
        names = [name for name in sys.modules if name.startswith(f"{_PACKAGE}.") and name not in self.loaded]
        names = [name for name in names if name not in NEVER_TOGETHER]
        return names if names and not sys.pycache_prefix and os.access(CACHES, os.W_OK) else []


def load_together() -> Together:
    """From now on modules of ours are looked for in the file first."""
    together = Together()
    sys.meta_path.insert(0, together)
    return together
