/** An object with some of its members replaced, whatever else it has, now or in a later version. */

type Method = (...args: never[]) => unknown;

/** `inner` as it is, but for the members of `own`. */
export function overlay<T extends object>(inner: T, own: Partial<T>): T {
  const bound = new WeakMap<Method, Method>();
  // An empty target: a proxy of `inner` could not replace members of a frozen object.
  return new Proxy(Object.create(null) as T, {
    get(_target, name) {
      if (Object.hasOwn(own, name)) return own[name as keyof T];
      const value: unknown = Reflect.get(inner, name, inner);
      return typeof value === 'function' ? boundTo(value as Method) : value;
    },
    has: (_target, name) => Object.hasOwn(own, name) || Reflect.has(inner, name),
  });

  /** Private fields are found only on the object itself. */
  function boundTo(method: Method): Method {
    let own = bound.get(method);
    if (own === undefined) bound.set(method, (own = method.bind(inner)));
    return own;
  }
}
