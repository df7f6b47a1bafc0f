// Search over indicators and councils without a server. The list is fetched when somebody begins to search; what is shown is text.
"use strict";
(function () {
  var box = document.getElementById("search"), input = document.getElementById("sought");
  var list = document.getElementById("found"), told = document.getElementById("told");
  var home = document.body.getAttribute("data-home"), asked = false, most = 20;
  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }
  function show() {
    var words = plain(input.value).split(/\s+/).filter(Boolean), found = [];
    list.textContent = "";
    told.textContent = "";
    if (!words.length || !window.malbildIndex) return;
    window.malbildIndex.forEach(function (one) {
      var text = one[2] || (one[2] = plain(one[0]));
      if (words.every(function (word) { return text.indexOf(word) >= 0; })) found.push(one);
    });
    told.textContent = found.length ? found.length + " " + told.getAttribute("data-some") : told.getAttribute("data-none");
    found.slice(0, most).forEach(function (one) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.href = home + one[1];
      link.textContent = one[0];
      item.appendChild(link);
      list.appendChild(item);
    });
  }
  function ask() {
    if (asked) return;
    asked = true;
    var script = document.createElement("script");
    script.src = document.body.getAttribute("data-site") + "search-index.js";
    script.onload = show;
    document.head.appendChild(script);
  }
  input.addEventListener("focus", ask);
  input.addEventListener("input", function () { ask(); show(); });
  box.hidden = false;
})();
