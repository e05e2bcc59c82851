// The forms for additions and corrections: what is filled in becomes one text to copy or to take as a
// file. Nothing is sent. The address may fill fields in: ?model=gpt-5&seller=openai
(() => {
  "use strict"
  const told = new URLSearchParams(location.search)
  for (const form of document.querySelectorAll("form.bp-ask")) {
    const fields = [...form.querySelectorAll("input")]
    const [text, take, status] = ["textarea", "a[data-do=take]", "[role=status]"].map((what) => form.querySelector(what))
    const label = (field) => field.parentElement.firstChild.textContent.trim()
    const write = () => {
      const lines = fields.map((field) => `- ${label(field)}: ${field.value.trim() || "not known"}`)
      text.value = `## ${form.dataset.title}\n\n${lines.join("\n")}\n`
      URL.revokeObjectURL(take.href)
      take.href = URL.createObjectURL(new Blob([text.value], { type: "text/plain" }))
    }
    fields.forEach((field) => { field.value = told.get(field.name) ?? "" })
    form.addEventListener("input", write)
    form.addEventListener("submit", (event) => event.preventDefault())
    form.querySelector("[data-do=copy]").addEventListener("click", async () => {
      if (!form.reportValidity()) return
      text.select()
      await navigator.clipboard.writeText(text.value).then(() => { status.textContent = "Copied." }, () => { status.textContent = "Marked: copy it with the keyboard." })
    })
    write()
    form.hidden = false
  }
})()
