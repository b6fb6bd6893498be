// The demo shop's own program: what a shop's site does with the widget (docs/widget.md).
(async () => {
  "use strict";
  const chat = document.querySelector("support-chat");
  const customer = document.body.dataset.customer;

  document.getElementById("language").addEventListener("change", (event) => {
    event.target.form.submit();
  });

  await customElements.whenDefined("support-chat");

  // Another person at the same screen must not see the conversation of the one before.
  const before = sessionStorage.getItem("shop-customer");
  if (before !== null && before !== customer) await chat.signOut();
  sessionStorage.setItem("shop-customer", customer);

  if (customer) {
    chat.identify(async () => {
      const answer = await fetch(`/shop/token?customer=${encodeURIComponent(customer)}`);
      if (!answer.ok) throw new Error(`the shop gave no token: ${answer.status}`);
      return (await answer.json()).token;
    });
  }

  for (const button of document.querySelectorAll("button.ask")) {
    button.addEventListener("click", () => {
      chat.setOrder(button.dataset.order);
      chat.open();
    });
  }
})();
