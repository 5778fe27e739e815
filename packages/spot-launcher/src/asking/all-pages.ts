interface Page {
  readonly NextToken?: string | undefined;
}

/** Every page of a listing; each is asked for by itself, so that what bounds one call does not bound them all. */
export async function allPages<P extends Page>(
  ask: (next: { readonly NextToken?: string }) => Promise<P>,
): Promise<readonly P[]> {
  const pages: P[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token === undefined ? {} : { NextToken: token });
    pages.push(page);
    token = page.NextToken === "" ? undefined : page.NextToken;
  } while (token !== undefined);
  return pages;
}
