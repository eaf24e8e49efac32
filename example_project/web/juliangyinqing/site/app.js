const company = {
  name: "北京巨量引擎网络技术有限公司",
  license: "京B2-20181623",
  filing: "京ICP备18000001号-1",
};
function footer() {
  return `<footer>
    <p>${company.name}</p>
    <p>增值电信业务经营许可证编号：<a href="/license">${company.license}</a>　<a href="https://beian.miit.gov.cn/">${company.filing}</a></p>
  </footer>`;
}
document.querySelector("#app").innerHTML = `
  <header><h1>巨量引擎</h1></header>
  <main><p>营销洞察、案例与课程。</p></main>
  ${footer()}`;
