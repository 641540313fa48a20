"use strict";

const state = document.getElementById("state");
const log = document.getElementById("log");
const text = document.getElementById("text");
const send = document.getElementById("send");
const close = document.getElementById("close");
let socket = null;
let sentAt = 0;

function note(kind, message) {
  const line = document.createElement("li");
  line.className = kind;
  line.textContent = message;
  log.append(line);
  while (log.childElementCount > 500) log.firstElementChild.remove();
  log.scrollTop = log.scrollHeight;
}

function showOpen(isOpen) {
  send.disabled = !isOpen;
  close.disabled = false;
  close.textContent = isOpen ? "Close" : "Connect";
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const url = `${scheme}//${location.host}/echo`;
  state.textContent = `Connecting to ${url}…`;
  close.disabled = true;
  socket = new WebSocket(url);
  socket.onopen = () => {
    state.textContent = `Connected to ${url}`;
    showOpen(true);
    text.focus();
  };
  socket.onmessage = (event) => {
    const took = (performance.now() - sentAt).toFixed(1);
    note("received", `${event.data}   (${took} ms)`);
  };
  socket.onclose = (event) => {
    const why = event.reason ? `: ${event.reason}` : "";
    state.textContent = `Closed with code ${event.code}${why}`;
    note("note", state.textContent);
    showOpen(false);
  };
}

document.getElementById("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!text.value || socket.readyState !== WebSocket.OPEN) return;
  sentAt = performance.now();
  socket.send(text.value);
  note("sent", text.value);
  text.value = "";
});

close.addEventListener("click", () => {
  if (socket.readyState === WebSocket.OPEN) socket.close(1000, "the user asked for it");
  else connect();
});

connect();
