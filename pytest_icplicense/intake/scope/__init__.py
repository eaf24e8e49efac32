"""The scope of a license: the grammar of 业务种类（服务项目）及覆盖范围."""
