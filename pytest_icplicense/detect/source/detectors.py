"""The detectors of a team's own code. What reads a file is imported when there is one: most repositories have few kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Seen
from pytest_icplicense.text import Text

_SCRIPTS = ("js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx")
_CODE = (*_SCRIPTS, "java", "kt", "scala", "go", "php", "py", "cs", "rb", "rs", "swift", "ex", "exs")
_OTHERS = (
    "pl pm cgi psgi nim lua moon clj cljs cljc erl hs ml fs cr d cc cpp cxx jl R groovy elm ets zig vb pas cfm cfc "
    "asp m mm rkt lisp"
).split()
PARTLY_READ = "other languages"
"""The detector of code for which there is no grammar at hand."""
_PAGES = "html htm vue jsp ftl ejs hbs erb blade.php cshtml twig tpl".split()
_DRAWN = (
    "svelte nvue uvue wxml axml ttml swan jsx tsx js ts haml slim heex leex eex razor pug jade njk xib storyboard dart "
    "swift kt java m ets **/res/layout/*.xml"
).split()
"""Files that draw pages and screens, besides `_PAGES`, and code that may."""


def _reading(module: str, function: str) -> Callable[[Artifact], Iterable[Seen]]:
    """What reads a file, imported when it is first called."""

    def read(artifact: Artifact) -> Iterable[Seen]:
        found: Iterable[Seen] = getattr(import_module(f"{__package__}.{module}"), function)(artifact)
        return found

    return read


def _detector(name: str, endings: Iterable[str], module: str, function: str, en: str, zh: str) -> Detector:
    files = tuple(each if "/" in each else f"*.{each}" for each in endings)
    return Detector(name, files, _reading(module, function), Text(en, zh))


DETECTORS = (
    _detector("pages", _PAGES, "pages", "read_page", "scripts that pages load", "页面加载的脚本"),
    _detector(
        "components",
        ("wxml", "ttml", "swan", "nvue", "vue"),
        "pages",
        "read_components",
        "parts of mini programs' pages that broadcast",
        "小程序页面中的推流组件",
    ),
    _detector(
        "imports",
        (*_SCRIPTS, "vue", "svelte", "java", "kt", "swift", "m", "mm"),
        "pages",
        "read_imports",
        "packages that code imports, and copies of SDKs",
        "代码导入的软件包与拷入的 SDK",
    ),
    _detector(
        "code",
        _CODE,
        "code",
        "read",
        "routes, methods, events and tables of code",
        "代码中的路由、方法、事件和数据表",
    ),
    _detector(
        PARTLY_READ,
        _OTHERS,
        "other_languages",
        "read",
        "paths and tables that code of other languages names",
        "其他语言代码中的路径与数据表",
    ),
    _detector(
        "screens",
        (*_PAGES, *_DRAWN),
        "screens",
        "read",
        "names of pages, screens and their parts",
        "页面、界面及其组成部分的名称",
    ),
    _detector(
        "records",
        ("swift", "kt", "java", "ts", "**/model/*.h", "**/models/*.h", "**/Model/*.h", "**/Models/*.h"),
        "records",
        "read",
        "classes in which apps hold what they show",
        "应用存放展示内容的数据类",
    ),
    _detector(
        "sql",
        ("sql", "ddl", "cql"),
        "tables",
        "read",
        "tables of SQL schemas and migrations",
        "SQL 表结构与迁移脚本",
    ),
    _detector(
        "protobuf", ("proto",), "schemas", "read_protobuf", "methods of gRPC services", "gRPC 服务的方法"
    ),
    _detector(
        "thrift", ("thrift",), "schemas", "read_thrift", "methods of Thrift services", "Thrift 服务的方法"
    ),
    _detector(
        "graphql",
        ("graphql", "graphqls", "gql"),
        "schemas",
        "read_graphql",
        "queries and mutations of GraphQL schemas",
        "GraphQL 模式中的查询与变更",
    ),
    _detector(
        "prisma", ("prisma",), "schemas", "read_prisma", "models of Prisma schemas", "Prisma 模式中的模型"
    ),
    _detector(
        "dart",
        ("dart",),
        "schemas",
        "read_dart",
        "routes and packages of Dart code",
        "Dart 代码中的路由和软件包",
    ),
    _detector(
        "routes",
        ("**/conf/routes", "routes", "api", "yesodroutes"),
        "schemas",
        "read_routes",
        "paths of Play, go-zero and Yesod",
        "Play、go-zero 与 Yesod 的路径",
    ),
    _detector(
        "symfony-routes",
        tuple(
            f"**/config/{folder}{ending}"
            for folder in ("routes", "routes/*", "routes/*/*", "routing", "routing/*", "routing/*/*")
            for ending in (".yaml", ".yml")
        ),
        "schemas",
        "read_symfony",
        "paths of Symfony",
        "Symfony 的路径",
    ),
    _detector(
        "liquibase",
        (
            "**/*changelog*.xml",
            "**/*changeset*.xml",
            "**/changelog/*.xml",
            "**/changelogs/*.xml",
            "**/liquibase/*.xml",
        ),
        "schemas",
        "read_changes",
        "tables that Liquibase creates",
        "Liquibase 创建的数据表",
    ),
    _detector(
        "mapped-tables",
        (
            "*Mapper.xml",
            "**/mapper/*.xml",
            "**/mappers/*.xml",
            "**/mapper/*/*.xml",
            "**/*.hbm.xml",
            "**/*.orm.xml",
        ),
        "schemas",
        "read_mapped",
        "tables that MyBatis, Hibernate and Doctrine map",
        "MyBatis、Hibernate 与 Doctrine 映射的数据表",
    ),
    _detector(
        "core-data",
        ("**/contents",),
        "schemas",
        "read_core_data",
        "entities of Core Data",
        "Core Data 实体",
    ),
    _detector(
        "content-types",
        ("**/content-types/*/schema.json",),
        "schemas",
        "read_content_type",
        "collections of Strapi",
        "Strapi 集合",
    ),
    _detector(
        "unicloud",
        ("**/uniCloud*/database/*.schema.json",),
        "schemas",
        "read_unicloud",
        "collections of uniCloud",
        "uniCloud 集合",
    ),
    _detector(
        "access-rules",
        ("**/firestore.rules", "**/database.rules.json"),
        "schemas",
        "read_access_rules",
        "paths that Firebase lets apps read and write",
        "Firebase 允许应用读写的路径",
    ),
    _detector(
        "workers",
        ("**/wrangler.toml",),
        "schemas",
        "read_worker",
        "durable objects and hosts of Cloudflare's workers",
        "Cloudflare Workers 的持久对象与主机名",
    ),
)
