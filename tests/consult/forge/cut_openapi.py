"""Cut GitHub's published OpenAPI description down to what the fake forge of these tests speaks.

Usage: ``python cut_openapi.py api.github.com.json > github-openapi.json``. The source is the file
``generated/api.github.com.json`` of the npm package @octokit/openapi (MIT, see github-openapi.LICENSE).
Prose and examples are left out; every shape is kept as it was published.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

OPERATIONS = {
    "/repos/{owner}/{repo}": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}": ("get",),
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}/statuses": ("get",),
    "/repos/{owner}/{repo}/statuses/{sha}": ("post",),
    "/repos/{owner}/{repo}/contents/{path}": ("get",),
    "/repos/{owner}/{repo}/pulls": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/commits": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/files": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": ("get", "post"),
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": ("put",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/comments": ("get",),
    "/repos/{owner}/{repo}/pulls/comments/{comment_id}": ("delete",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers": ("get", "post"),
    "/repos/{owner}/{repo}/issues/{issue_number}/timeline": ("get",),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ("patch",),
    "/repos/{owner}/{repo}/rulesets": ("post",),
    "/repos/{owner}/{repo}/rulesets/{ruleset_id}": ("get",),
    "/repos/{owner}/{repo}/rules/branches/{branch}": ("get",),
    "/repos/{owner}/{repo}/codeowners/errors": ("get",),
    "/repos/{owner}/{repo}/keys": ("get",),
    "/repos/{owner}/{repo}/environments": ("get",),
    "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies": ("get",),
    "/repos/{owner}/{repo}/actions/permissions/workflow": ("get",),
    "/repos/{owner}/{repo}/actions/secrets": ("get",),
    "/repos/{owner}/{repo}/actions/organization-secrets": ("get",),
    "/repos/{owner}/{repo}/actions/runners": ("get",),
    "/repos/{owner}/{repo}/actions/variables/{name}": ("get",),
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}": ("get",),
    "/users/{username}": ("get",),
}
PROSE = {"description", "summary", "example", "examples", "externalDocs", "x-github", "tags", "title"}
NAMES = {"properties", "patternProperties", "schemas", "parameters", "responses", "headers"}  # keys below are names


def without_prose(value: Any, names: bool = False) -> Any:
    """The same description without what is written for people; a property named ``title`` stays."""
    if isinstance(value, list):
        return [without_prose(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: without_prose(inner, not names and key in NAMES)
        for key, inner in value.items()
        if names or key not in PROSE
    }


def references(value: Any) -> set[str]:
    """Every local reference in a value."""
    if isinstance(value, list):
        return {one for inner in value for one in references(inner)}
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own | {one for inner in value.values() for one in references(inner)}


def cut(source: dict[str, Any]) -> dict[str, Any]:
    """The operations above and everything that they refer to."""
    paths = {
        path: {method: without_prose(source["paths"][path][method]) for method in methods}
        for path, methods in OPERATIONS.items()
    }
    components: dict[str, dict[str, Any]] = {}
    waiting = references(paths)
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = without_prose(source["components"][kind][name])
            waiting |= references(components[kind][name])
    components = {kind: dict(sorted(found.items())) for kind, found in sorted(components.items())}
    info = {**source["info"], "x-cut-from": "@octokit/openapi, generated/api.github.com.json (MIT)"}
    return {"openapi": source["openapi"], "info": info, "paths": paths, "components": components}


if __name__ == "__main__":
    json.dump(cut(json.loads(Path(sys.argv[1]).read_text("utf-8"))), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
