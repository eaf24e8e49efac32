import { footer } from "./footer.js";

const app = document.querySelector("#app");
app.innerHTML = "<header><h1>云市集</h1></header><main><p>农户在这里开店。</p></main>";
app.append(footer({ company: "浙江示例网络市场有限公司", license: ["浙B2", "20230006"] }));
