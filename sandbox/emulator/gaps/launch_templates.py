"""Launch templates keep exactly the data they were made with."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response
from moto.ec2.utils import parse_user_data


def install() -> None:
    # Gap in moto 5.2.5: the template's own tags (Terraform's default_tags) are written into its
    # data as a tag specification, and so show up as a change on the next plan.
    EC2Response.create_launch_template = _create
    # Gap in moto 5.2.5: user data of a later version is kept undecoded and then rejected.
    _create_version = EC2Response.create_launch_template_version

    def create_launch_template_version(self: EC2Response) -> ActionResult:
        data = self._get_param("LaunchTemplateData", {})
        data["UserData"] = parse_user_data(data.get("UserData"))
        return _create_version(self)

    EC2Response.create_launch_template_version = create_launch_template_version


def _create(self: EC2Response) -> ActionResult:
    data: dict[str, Any] = self._get_param("LaunchTemplateData", {})
    data["UserData"] = parse_user_data(data.get("UserData"))
    self.error_on_dryrun()
    template = self.ec2_backend.create_launch_template(
        self._get_param("LaunchTemplateName"),
        self._get_param("VersionDescription"),
        data,
        self._parse_tag_specification(),
    )
    version = template.default_version()
    return ActionResult(
        {
            "LaunchTemplate": {
                "CreateTime": version.create_time,
                "CreatedBy": f"arn:{self.partition}:iam::{self.current_account}:root",
                "DefaultVersionNumber": template.default_version_number,
                "LatestVersionNumber": version.number,
                "LaunchTemplateId": template.id,
                "LaunchTemplateName": template.name,
                "Tags": template.get_tags(),
            }
        }
    )
