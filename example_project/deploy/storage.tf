provider "alicloud" {
  region = "cn-beijing"
}

resource "alicloud_oss_bucket" "creatives" {
  bucket = "oceanengine-creatives"
  acl    = "private"
}
