/** What an answer says besides its body. */
export interface IResponse {
  /** HTTP status. */
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Finds the request in the instance's log, where the answer names it. */
  readonly requestId?: string;
}

/** A value with the answer it came in. */
export interface IWithResponse<T> {
  /** What the call alone would have given. */
  readonly data: T;
  /** The answer's head. */
  readonly response: IResponse;
}

/** A call under way: a promise of its data that can be asked for the answer too. */
export class Call<T> extends Promise<T> {
  #whole?: Promise<IWithResponse<T>>;

  /** What `then` makes of a call is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Makes a call of what it will come to. */
  static of<T>(whole: Promise<IWithResponse<T>>): Call<T> {
    const call = new Call<T>((resolve, reject) => {
      whole.then(({ data }) => resolve(data), reject);
    });
    call.#whole = whole;
    return call;
  }

  /** Begins a call; what is thrown before anything is sent is the call's failure, like any other. */
  static begin<T>(begin: () => Call<T>): Call<T> {
    return Call.of((async () => begin().withResponse())());
  }

  /** The data together with the status, the headers and the id of the request; the last answer where it took several. */
  withResponse(): Promise<IWithResponse<T>> {
    // Whoever asks for both hears of a failure once, from what is returned here.
    this.catch(() => {});
    return this.#whole as Promise<IWithResponse<T>>;
  }

  /** The same call with something made of its data. */
  map<U>(make: (data: T) => U): Call<U> {
    const whole = this.withResponse();
    return Call.of(whole.then(({ data, response }) => ({ data: make(data), response })));
  }
}
