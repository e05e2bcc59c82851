(function(){var m;try{m=localStorage.getItem("quarto-color-scheme")}catch(e){}
var d=m?m==="alternate":matchMedia("(prefers-color-scheme: dark)").matches;
document.body.classList.add(d?"quarto-dark":"quarto-light","bp-js")})()
