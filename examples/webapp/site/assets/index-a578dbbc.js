(() => {
function footer({ company, license }) {
  const made = document.createElement("footer");
  made.textContent = `${company}　增值电信业务经营许可证编号：${license.join("-")}`;
  return made;
}


const app = document.querySelector("#app");
app.innerHTML = "<header><h1>云市集</h1></header><main><p>农户在这里开店。</p></main>";
app.append(footer({ company: "浙江示例网络市场有限公司", license: ["浙B2", "20230006"] }));
})();
