// Looks again after a while, as the page's own refresh does where there is no script.
"use strict";

const self = document.currentScript ?? document.querySelector("script[data-seconds]");
const seconds = Number(self.dataset.seconds);
setTimeout(() => location.reload(), 1000 * Math.max(seconds, 1));
