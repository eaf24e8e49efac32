export const company = {
  name: "北京巨量引擎网络技术有限公司",
  license: "京B2-20181623",
  filing: "京ICP备18000001号-1",
};
