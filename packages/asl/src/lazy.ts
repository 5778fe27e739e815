/** A base that is the object it gets: a class can put its private fields on an object that exists. */
const Onto = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

/**
 * One property that is computed when it is first read. All share one getter, with its state in private fields: an
 * object keeps its fast shape then, which a getter of its own, a new function each time, would take from it.
 */
class Lazy extends Onto {
  static readonly #DESCRIPTOR: PropertyDescriptor & ThisType<Lazy> = {
    enumerable: true,
    configurable: true,
    get() {
      const value = this.#compute();
      this.#compute = () => value;
      return value;
    },
  };
  #compute: () => unknown;

  constructor(object: object, key: string, compute: () => unknown) {
    super(object);
    this.#compute = compute;
    Object.defineProperty(object, key, Lazy.#DESCRIPTOR);
  }
}

/** Gives `object` one property that is computed, to something, when it is first read. An object can have one such. */
export function lazily<T extends object, K extends string, V extends {}>(
  object: T,
  key: K,
  compute: () => V,
): T & { readonly [P in K]: V } {
  return new Lazy(object, key, compute) as unknown as T & { readonly [P in K]: V };
}
