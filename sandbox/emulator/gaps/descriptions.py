"""Two things that Terraform writes and reads back: a rule's description, a bucket's first tags."""

from __future__ import annotations

from typing import Any

import xmltodict
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.s3.responses import S3Response


def install() -> None:
    # Gap in moto 5.2.5: a rule that names a security group loses its description.
    SecurityGroupRule.description = property(_description)
    # Gap in moto 5.2.5: tags given with CreateBucket are dropped.
    _put = S3Response._bucket_response_put

    def _bucket_response_put(
        self: S3Response, request: Any, bucket_name: str, querystring: dict[str, Any]
    ) -> Any:
        answer = _put(self, request, bucket_name, querystring)
        if not querystring and self.body:
            _tag(self, bucket_name)
        return answer

    S3Response._bucket_response_put = _bucket_response_put


def _description(self: SecurityGroupRule) -> str | None:
    return (self.ip_range or {}).get("Description") or (self.source_group or {}).get("Description")


def _tag(self: S3Response, bucket_name: str) -> None:
    asked = xmltodict.parse(self.body, force_list=("Tag",)).get("CreateBucketConfiguration") or {}
    tags = (asked.get("Tags") or {}).get("Tag", [])
    if tags:
        arn = self.backend.head_bucket(bucket_name).arn
        self.backend.tagger.tag_resource(arn, [{"Key": t["Key"], "Value": t["Value"]} for t in tags])
