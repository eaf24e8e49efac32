import { footer } from "./footer.js";

document.querySelector("#app").innerHTML = `
  <header><h1>巨量引擎</h1></header>
  <main><p>营销洞察、案例与课程。</p></main>
  ${footer()}`;
