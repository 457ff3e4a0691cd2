// The pages of the development provider: plain HTML, nothing from elsewhere, no script, no style.
const kStrip =
  "<p><strong>Sign-in for development and demonstrations.</strong> Nobody proves who they are here.</p>";

const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title, content) => `<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
</head>
<body>
<header>${kStrip}</header>
<main>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`;

export function choicePage(users, action) {
  const rows = users.map(
    ({ subject, name }) =>
      `<li><button type="submit" name="user" value="${escaped(subject)}">${escaped(name)}</button></li>`,
  );
  const form = `<form method="post" action="${escaped(action)}"><ul>\n${rows.join("\n")}\n</ul></form>`;
  return page("Whom do you want to be?", form);
}

/** `form` is the provider's own, with the identifier that the button names. */
export function signOutPage(form) {
  const button =
    '<p><button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button></p>';
  return page("Sign out here too", `${form}\n${button}`);
}

export function errorPage({ error, error_description: description = "" }, gateway) {
  const back = `<p><a href="${escaped(gateway)}/">Go to Witan</a></p>`;
  return page("That did not work", `<p>${escaped(error)} ${escaped(description)}</p>\n${back}`);
}
