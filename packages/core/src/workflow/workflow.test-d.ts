import { describe, expectTypeOf, test } from 'vitest';
import * as z from 'zod';

import type { RunError } from '../model/run-error.js';
import type { AnyNodeType } from '../node/node-type.js';
import type { Bindable, ResultOf, ValueOf } from './bindable.js';
import type { Bound, Ref } from './bound.js';
import { defineWorkflow } from './define-workflow.js';
import type { GraphBuilder, WorkflowBuilder } from './graph-builder.js';
import {
  chargeCard,
  fetchOrder,
  lazyFetch,
  lazyTriage,
  ping,
  refund,
  ship,
  triage,
} from './shop-nodes.fixture.js';
import type { PortHandle } from './step-handle.js';
import type { AnyWorkflow, Workflow, WorkflowInput, WorkflowOutput } from './workflow.js';

interface Input {
  readonly orderId: string;
  readonly count: number;
  readonly ids: readonly string[];
  readonly nick?: string | undefined;
  readonly tree: Tree;
  readonly loose: Loose;
}
interface Loose {
  readonly id: string;
  readonly [key: string]: unknown;
}
interface Tree {
  readonly name: string;
  readonly children: readonly Tree[];
}

declare const w: WorkflowBuilder<Input>;
declare const anyNode: AnyNodeType;

const fetched = w.node('fetched', fetchOrder, { orderId: w.input.orderId });
const size = w.node('size', triage, { total: fetched.total });

describe('references', () => {
  test('have the types of the data, after parsing', () => {
    expectTypeOf(w.input.orderId).toExtend<Bound<string>>();
    expectTypeOf(w.input.count).toExtend<Bound<number>>();
    expectTypeOf(w.run.startedAt).toExtend<Bound<number>>();
    expectTypeOf<ValueOf<typeof fetched.total>>().toEqualTypeOf<number>();
    expectTypeOf<ValueOf<typeof fetched.placedAt>>().toEqualTypeOf<Date>();
    expectTypeOf<ValueOf<typeof fetched.lines>>().toEqualTypeOf<{ sku: string; qty: number }[]>();
  });

  test('say that a part may be missing', () => {
    expectTypeOf<ValueOf<typeof fetched.note>>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ValueOf<typeof w.input.nick>>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ValueOf<(typeof fetched.lines)[0]>>().toEqualTypeOf<
      { sku: string; qty: number } | undefined
    >();
    expectTypeOf<ValueOf<(typeof fetched.lines)[3]['sku']>>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ValueOf<NonNullable<(typeof fetched.prices)['eur']>>>().toEqualTypeOf<
      number | undefined
    >();
    expectTypeOf(w.at(fetched.prices, 'eur')).toEqualTypeOf<Ref<number | undefined>>();
    expectTypeOf(w.at(fetched.lines, 99)).toEqualTypeOf<
      Ref<{ sku: string; qty: number } | undefined>
    >();
    expectTypeOf(w.present(fetched.note)).toEqualTypeOf<Ref<string>>();
  });

  test('reach into lists, tuples, unions, and data that may be null', () => {
    expectTypeOf<ValueOf<typeof fetched.lines.length>>().toEqualTypeOf<number>();
    expectTypeOf<ValueOf<(typeof fetched.box)[0]>>().toEqualTypeOf<number>();
    expectTypeOf<ValueOf<(typeof fetched.box)[1]>>().toEqualTypeOf<string>();
    expectTypeOf<ValueOf<typeof fetched.payment.kind>>().toEqualTypeOf<'card' | 'invoice'>();
    expectTypeOf<ValueOf<typeof fetched.payment.last4>>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ValueOf<typeof fetched.customer.id>>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ValueOf<(typeof fetched.customer)['vat-id']>>().toEqualTypeOf<
      string | undefined
    >();
    expectTypeOf<ValueOf<(typeof w.input.tree.children)[0]['children']>>().toEqualTypeOf<
      readonly Tree[] | undefined
    >();
  });

  test('keep the named keys of an object that may have others', () => {
    expectTypeOf(w.input.loose.id).toEqualTypeOf<Ref<string>>();
    expectTypeOf(w.at(w.input.loose, 'id')).toEqualTypeOf<Ref<string>>();
    expectTypeOf<ValueOf<ReturnType<typeof other>>>().toEqualTypeOf<unknown>();
    const other = () => w.at(w.input.loose, 'other');
  });

  test('to unknown data and to any are of unknown type until somebody says more', () => {
    expectTypeOf<ValueOf<typeof fetched.raw>>().toEqualTypeOf<unknown>();
    expectTypeOf<ValueOf<typeof fetched.loose>>().toEqualTypeOf<unknown>();
    expectTypeOf(w.as<{ id: string }>(fetched.loose).id).toEqualTypeOf<Ref<string>>();
    expectTypeOf(w.as<string>(fetched.raw)).toEqualTypeOf<Ref<string>>();
  });

  test('do not reach where there is nothing', () => {
    // @ts-expect-error no such property
    expectTypeOf(fetched.totl).toBeNever();
    // @ts-expect-error a text has no properties
    expectTypeOf(fetched.email.length).toBeNever();
    // @ts-expect-error a date has none either
    expectTypeOf(fetched.placedAt.getTime).toBeNever();
    // @ts-expect-error no such property in any member of the union
    expectTypeOf(fetched.payment.iban).toBeNever();
    // @ts-expect-error the tuple ends before
    expectTypeOf(fetched.box[2]).toBeNever();
    // @ts-expect-error nothing is known of it
    expectTypeOf(fetched.raw.anything).toBeNever();
    // @ts-expect-error nothing is known of it, and any is not contagious
    expectTypeOf(fetched.loose.anything).toBeNever();
    // @ts-expect-error no such property of the run
    expectTypeOf(w.run.attempt).toBeNever();
    // @ts-expect-error no such input
    expectTypeOf(w.input.order).toBeNever();
    // @ts-expect-error a list has no such key
    expectTypeOf(w.at(fetched.lines, 'sku')).toBeNever();
  });

  test('cannot be computed with', () => {
    // @ts-expect-error it is no number
    expectTypeOf(fetched.total + 1).toBeNumber();
    // @ts-expect-error it is no number
    expectTypeOf(fetched.total * 2).toBeNumber();
    // @ts-expect-error it is no text
    expectTypeOf(fetched.email.toUpperCase).toBeNever();
    // @ts-expect-error it never equals a number
    expectTypeOf(fetched.total === 3).toBeBoolean();
    // @ts-expect-error it is no list
    expectTypeOf([...fetched.lines]).toBeArray();
    // @ts-expect-error it is no list
    expectTypeOf(fetched.lines.map).toBeNever();
  });
});

describe('steps', () => {
  test('with one port are references, with several they have ports', () => {
    expectTypeOf<ValueOf<typeof fetched>>().toHaveProperty('total');
    expectTypeOf(size.large).toEqualTypeOf<PortHandle<{ reason: string }>>();
    expectTypeOf<ValueOf<typeof size.large.reason>>().toEqualTypeOf<string>();
    expectTypeOf<ValueOf<typeof size.error>>().toEqualTypeOf<RunError>();
  });

  test('give any port by name', () => {
    expectTypeOf(w.port(fetched, 'error')).toEqualTypeOf<PortHandle<RunError>>();
    expectTypeOf(w.port(size, 'large')).toEqualTypeOf<PortHandle<{ reason: string }>>();
    expectTypeOf(w.port(fetched, 'out').total).toEqualTypeOf<Ref<number>>();
    // @ts-expect-error no such port
    w.port(size, 'huge');
    // @ts-expect-error no such port
    w.port(fetched, 'large');
    // @ts-expect-error data is no step
    w.port(fetched.total, 'out');
    // @ts-expect-error no such port
    expectTypeOf(size.huge).toBeNever();
    // @ts-expect-error a step with several ports has no single output
    expectTypeOf(size.reason).toBeNever();
  });

  test('of lazy node types have the types of what is loaded', () => {
    const lazy = w.node('lazy', lazyFetch, { orderId: 'A' });
    expectTypeOf<ValueOf<typeof lazy.total>>().toEqualTypeOf<number>();
    expectTypeOf(w.node('t', lazyTriage, { total: 1 }).large.reason).toEqualTypeOf<Ref<string>>();
    // @ts-expect-error a text where a number is due
    w.node('t', lazyTriage, { total: 'x' });
    // @ts-expect-error no such port
    expectTypeOf(w.node('t', lazyTriage, { total: 1 }).huge).toBeNever();
  });

  test('of node types that are only known at run time take anything and give ports by name', () => {
    const some = w.node('some', anyNode, { whatever: fetched.total, deep: { list: [1] } });
    expectTypeOf<ValueOf<ReturnType<typeof w.port<{ a: number }, 'a'>>>>().toBeNumber();
    expectTypeOf(w.port(some, 'out')).toExtend<Bound<unknown>>();
    // @ts-expect-error nothing is known of its output
    expectTypeOf(some.total).toBeNever();
  });
});

describe('inputs', () => {
  test('take literals, references, expressions, templates and secrets of the right type', () => {
    const shipped = w.node('ship', ship, {
      to: w.template('To {{ input.orderId }}'),
      lines: [{ sku: 'A', qty: fetched.total }, w.present(fetched.lines[0])],
      address: { street: w.secret('street'), floor: undefined },
      tags: { a: 'b', c: fetched.country },
      speed: w.expr<'fast' | 'slow'>('input.count > 3 ? "fast" : "slow"'),
      on: fetched.placedAt,
      size: [1, fetched.box[0]],
      either: fetched.total,
      maybe: null,
      extra: { free: [fetched.raw, { text: w.literal('x') }] },
    });
    expectTypeOf<ValueOf<typeof shipped.tracking>>().toEqualTypeOf<string>();
    w.node('a', ship, { to: 'x', lines: fetched.lines, either: fetched.email, extra: fetched });
    w.node('b', ship, { to: 'x', tags: w.as<Record<string, string>>(fetched.raw), extra: null });
    w.node('c', ship, { to: 'x', maybe: fetched.note, speed: 'fast', extra: undefined });
    w.node('d', fetchOrder, { orderId: w.secret('orders/test') });
    w.node('e', chargeCard, { amount: 3, currency: 'EUR' });
    w.node('f', ping, {});
  });

  test('take lists that are readonly, at any depth, where they need not be', () => {
    type Line = { readonly sku: string; readonly qty: number };
    const each = w.forEach('each', { items: fetched.lines }, (_b, line) => line);
    w.node('a', ship, { to: 'x', lines: each.results, extra: null });
    w.node('b', ship, { to: 'x', lines: w.expr<readonly Line[]>('input.lines'), extra: null });
    w.node('c', ship, { to: 'x', size: w.expr<readonly [number, number]>('[1, 2]'), extra: null });
    expectTypeOf<Ref<readonly string[]>>().toExtend<Bindable<string[]>>();
    expectTypeOf<Ref<string[]>>().toExtend<Bindable<readonly string[]>>();
    expectTypeOf<Ref<readonly (readonly string[])[]>>().toExtend<Bindable<string[][]>>();
    expectTypeOf<Ref<{ readonly tags: readonly string[] }>>().toExtend<
      Bindable<{ tags: string[] }>
    >();
    expectTypeOf<Ref<readonly Tree[]>>().toExtend<Bindable<Tree[]>>();
    expectTypeOf<{ readonly tags: Ref<readonly string[]> }>().toExtend<
      Bindable<{ tags: string[] }>
    >();
  });

  test('refuse readonly lists of another element', () => {
    const totals = w.forEach('totals', { items: fetched.lines }, (_b, { qty }) => qty);
    expectTypeOf<Ref<readonly number[]>>().not.toExtend<Bindable<string[]>>();
    expectTypeOf<Ref<readonly (string | null)[]>>().not.toExtend<Bindable<string[]>>();
    expectTypeOf<Ref<readonly string[] | undefined>>().not.toExtend<Bindable<string[]>>();
    expectTypeOf<Ref<readonly (readonly number[])[]>>().not.toExtend<Bindable<string[][]>>();
    expectTypeOf<Ref<readonly { readonly n: string }[]>>().not.toExtend<
      Bindable<{ n: number }[]>
    >();
    expectTypeOf<Ref<readonly [number]>>().not.toExtend<Bindable<[number, number]>>();
    expectTypeOf<Ref<readonly Date[]>>().not.toExtend<Bindable<string[]>>();
    // @ts-expect-error numbers where lines are due
    w.node('a', ship, { to: 'x', lines: totals.results, extra: null });
    const skus = w.forEach('skus', { items: fetched.lines }, (_b, { sku }) => ({ sku }));
    // @ts-expect-error a field of the element is missing
    w.node('b', ship, { to: 'x', lines: skus.results, extra: null });
    const lenient = w.forEach(
      'lenient',
      { items: fetched.lines, onItemError: 'continue' },
      (_b, line) => line,
    );
    // @ts-expect-error some of them may be null
    w.node('c', ship, { to: 'x', lines: lenient.results, extra: null });
  });

  test('refuse references of another type', () => {
    expectTypeOf(w.node('x', fetchOrder, { orderId: fetched.email })).toExtend<Bound<unknown>>();
    // @ts-expect-error a number where a text is due
    w.node('a', fetchOrder, { orderId: fetched.total });
    // @ts-expect-error a text where a number is due
    w.node('a', triage, { total: fetched.email });
    // @ts-expect-error it may be missing
    w.node('a', fetchOrder, { orderId: fetched.note });
    // @ts-expect-error it may be missing
    w.node('a', triage, { total: fetched.lines[0].qty });
    // @ts-expect-error it may be null
    w.node('a', ship, { to: fetched.customer, extra: 1 });
    // @ts-expect-error any text is not one of two
    w.node('a', chargeCard, { amount: 1, currency: fetched.country });
    // @ts-expect-error nothing is known of it
    w.node('a', fetchOrder, { orderId: fetched.raw });
    // @ts-expect-error any does not switch the check off
    w.node('a', fetchOrder, { orderId: fetched.loose });
    // @ts-expect-error a list where a text is due
    w.node('a', ship, { to: w.input.ids, extra: 1 });
    // @ts-expect-error a list of other things
    w.node('a', ship, { to: 'x', lines: w.input.ids, extra: 1 });
    // @ts-expect-error a whole step where one of its values is due
    w.node('a', triage, { total: fetched });
    // @ts-expect-error a step with several ports has no single output
    w.node('a', ship, { to: size, extra: 1 });
    // @ts-expect-error a port where its data is due
    w.node('a', ship, { to: size.large, extra: 1 });
    // @ts-expect-error a record where an object with a street is due
    w.node('a', ship, { to: 'x', address: fetched.prices, extra: 1 });
  });

  test('refuse expressions, templates and secrets that do not fit', () => {
    expectTypeOf(w.expr('1')).toEqualTypeOf<Bound<unknown>>();
    expectTypeOf(w.template('Hello {{ input.orderId }}')).toEqualTypeOf<Bound<string>>();
    expectTypeOf(w.template('{{ input.a }}{{ input.b }}')).toEqualTypeOf<Bound<string>>();
    // @ts-expect-error an expression gives unknown data until somebody says what
    w.node('a', fetchOrder, { orderId: w.expr('input.orderId') });
    // @ts-expect-error it says that it gives a number
    w.node('a', fetchOrder, { orderId: w.expr<number>('1') });
    // @ts-expect-error a template of one expression gives whatever that gives
    w.node('a', fetchOrder, { orderId: w.template('{{ input.count }}') });
    // @ts-expect-error a template gives a text
    w.node('a', triage, { total: w.template('1 {{ input.count }}') });
    // @ts-expect-error a secret is a text
    w.node('a', triage, { total: w.secret('limit') });
    // @ts-expect-error a secret is any text, not one of two
    w.node('a', chargeCard, { amount: 1, currency: w.secret('currency') });
    // @ts-expect-error a literal keeps its type
    w.node('a', triage, { total: w.literal('x') });
  });

  test('refuse what is missing, unknown or no data', () => {
    expectTypeOf<Bindable<Date>>().toEqualTypeOf<Bound<Date>>();
    // @ts-expect-error the input has a required field
    w.node('a', fetchOrder, {});
    // @ts-expect-error no such field
    w.node('a', fetchOrder, { orderId: 'A', id: 'B' });
    // @ts-expect-error no such field, deep inside
    w.node('a', ship, { to: 'x', address: { street: 'x', city: 'y' }, extra: 1 });
    // @ts-expect-error a field is missing, deep inside
    w.node('a', ship, { to: 'x', lines: [{ sku: 'A' }], extra: 1 });
    // @ts-expect-error null is not undefined
    w.node('a', ship, { to: 'x', lines: null, extra: 1 });
    // @ts-expect-error a required field cannot be undefined
    w.node('a', fetchOrder, { orderId: undefined });
    // @ts-expect-error a date cannot be written down as JSON
    w.node('a', ship, { to: 'x', on: new Date(0), extra: 1 });
    // @ts-expect-error a function is no data
    w.node('a', ship, { to: 'x', extra: () => 1 });
    // @ts-expect-error the tuple has two numbers
    w.node('a', ship, { to: 'x', size: [1], extra: 1 });
    // @ts-expect-error not one of the two
    w.node('a', chargeCard, { amount: 1, currency: 'USD' });
    // @ts-expect-error the input is an object of bindings, not one reference
    w.node('a', fetchOrder, w.input);
    // @ts-expect-error no input at all
    w.node('a', ping);
    // @ts-expect-error no node type
    w.node('a', { type: 'shop.ping', version: 1 }, {});
  });
});

describe('options of a step', () => {
  test('take what comes before', () => {
    const step = w.node('a', ping, {}, { after: fetched });
    expectTypeOf(step.ok).toEqualTypeOf<Ref<boolean>>();
    w.node('b', ping, {}, { after: size });
    w.node('c', ping, {}, { after: [size.large, w.port(fetched, 'error'), step] });
    w.node('d', ping, {}, { after: w.any(size.small, step) });
    w.node('e', ping, {}, { after: w.count(2, size.small, step, w.into('left', fetched)) });
    // @ts-expect-error data inside an output is no step
    w.node('f', ping, {}, { after: fetched.total });
    // @ts-expect-error an id is no step
    w.node('f', ping, {}, { after: 'fetched' });
    // @ts-expect-error data inside an output is no step
    w.any(size.large.reason);
    // @ts-expect-error no such option
    w.node('f', ping, {}, { before: fetched });
    // @ts-expect-error no such rule
    w.node('f', ping, {}, { join: 'some' });
    // @ts-expect-error a loop leads to a step
    w.loop(size.large, fetched.total, { maxIterations: 3 });
    // @ts-expect-error a loop has a limit
    w.loop(size.large, fetched, {});
  });

  test('type the fallback by the output', () => {
    const options = { onError: 'continue', fallback: { ok: false } } as const;
    expectTypeOf(w.node('a', ping, {}, options)).toExtend<Bound<{ ok: boolean }>>();
    w.node('b', chargeCard, { amount: 1, currency: 'EUR' }, { fallback: { receipt: w.run.id } });
    // @ts-expect-error a text where a boolean is due
    w.node('a', ping, {}, { onError: 'continue', fallback: { ok: 'no' } });
    // @ts-expect-error a field is missing
    w.node('a', ping, {}, { onError: 'continue', fallback: {} });
  });

  test('type what undoes the step', () => {
    const charge = { amount: 1, currency: 'EUR' } as const;
    const charged = w.node('a', chargeCard, charge, {
      compensate: {
        node: refund,
        input: (done) => {
          expectTypeOf(done.receipt).toEqualTypeOf<Ref<string>>();
          return { receipt: done.receipt };
        },
      },
    });
    expectTypeOf(charged.receipt).toEqualTypeOf<Ref<string>>();
    w.node('b', chargeCard, charge, { compensate: { node: refund, input: { receipt: 'r' } } });
    // @ts-expect-error a number where a text is due
    w.node('c', chargeCard, charge, { compensate: { node: refund, input: { receipt: 1 } } });
    w.node('d', chargeCard, charge, {
      compensate: {
        node: refund,
        input: (done) => {
          // @ts-expect-error the step gives no such data
          expectTypeOf(done.total).toBeNever();
          return { receipt: done.receipt };
        },
      },
    });
    // @ts-expect-error the input has a required field
    w.node('e', chargeCard, charge, { compensate: { node: refund, input: {} } });
  });
});

describe('containers', () => {
  test('forEach types its item and its results', () => {
    const each = w.forEach('each', { items: fetched.lines }, (b, line, index) => {
      expectTypeOf(b).toEqualTypeOf<GraphBuilder>();
      expectTypeOf(line.sku).toEqualTypeOf<Ref<string>>();
      expectTypeOf(index).toEqualTypeOf<Ref<number>>();
      return { sku: line.sku, total: b.node('f', fetchOrder, { orderId: line.sku }).total };
    });
    expectTypeOf<ValueOf<typeof each.results>>().toEqualTypeOf<
      readonly { sku: string; total: number }[]
    >();
    expectTypeOf(each.count).toEqualTypeOf<Ref<number>>();
    expectTypeOf<ValueOf<(typeof each.failed)[0]['error']>>().toEqualTypeOf<RunError | undefined>();
  });

  test('forEach knows lists of literals, batches, failed items and what it folds', () => {
    const literal = w.forEach('a', { items: ['x', w.input.orderId] }, (_b, item) => item);
    expectTypeOf<ValueOf<typeof literal.results>>().toEqualTypeOf<readonly string[]>();
    const batches = w.forEach('b', { items: w.input.ids, batchSize: 10 }, (_b, ids) => ids);
    expectTypeOf<ValueOf<typeof batches.results>>().toEqualTypeOf<readonly (readonly string[])[]>();
    const lenient = w.forEach('c', { items: w.input.ids, onItemError: 'continue' }, (_b, id) => id);
    expectTypeOf<ValueOf<typeof lenient.results>>().toEqualTypeOf<readonly (string | null)[]>();
    const folded = w.forEach(
      'd',
      { items: w.input.ids, reduce: { initial: 0, each: w.expr<number>('acc + 1') } },
      (_b, id) => id,
    );
    expectTypeOf<ValueOf<typeof folded.value>>().toEqualTypeOf<number>();
    const silent = w.forEach('e', { items: w.input.ids }, (b, id) => {
      b.node('f', fetchOrder, { orderId: id });
    });
    expectTypeOf<ValueOf<typeof silent.results>>().toEqualTypeOf<readonly unknown[]>();
  });

  test('forEach refuses what is no list, and items of another type', () => {
    expectTypeOf(w.forEach).toBeFunction();
    // @ts-expect-error a text is no list
    w.forEach('a', { items: w.input.orderId }, (_b, item) => item);
    // @ts-expect-error it may be missing
    w.forEach('a', { items: w.input.tree.children[0].children }, (_b, item) => item);
    // @ts-expect-error nothing is known of it
    w.forEach('a', { items: fetched.raw }, (_b, item) => item);
    // @ts-expect-error a text where a number is due
    w.forEach('a', { items: w.input.ids }, (b, id) => b.node('t', triage, { total: id }));
    // @ts-expect-error how many at a time is a number
    w.forEach('a', { items: w.input.ids, concurrency: 'many' }, (_b, id) => id);
    // @ts-expect-error a secret is no result
    w.forEach('a', { items: w.input.ids }, (b) => b.secret('x'));
    // @ts-expect-error a body is written at once
    w.forEach('a', { items: w.input.ids }, async (_b, id) => Promise.resolve(id));
    w.forEach('a', { items: w.input.ids }, (b, id) => {
      // @ts-expect-error the input belongs to the builder of the workflow
      expectTypeOf(b.input).toBeNever();
      return id;
    });
  });

  test('loops type what goes from pass to pass', () => {
    const poll = w.until(
      'poll',
      { initial: { done: false, n: 0 }, condition: ({ value }) => value.done },
      (_b, { value, index }) => {
        expectTypeOf(value.n).toEqualTypeOf<Ref<number>>();
        expectTypeOf(index).toEqualTypeOf<Ref<number>>();
        return { done: true, n: index };
      },
    );
    expectTypeOf<ValueOf<typeof poll>>().toEqualTypeOf<{
      readonly value: { done: boolean; n: number };
      readonly iterations: number;
    }>();
    const free = w.until('free', { condition: w.expr('index > 3') }, (_b, { value }) => {
      expectTypeOf(value).toEqualTypeOf<Ref<unknown>>();
      return fetched.total;
    });
    expectTypeOf<ValueOf<typeof free.value>>().toEqualTypeOf<number>();
    const maybe = w.while('maybe', { condition: w.expr('index > 3') }, () => fetched.total);
    expectTypeOf<ValueOf<typeof maybe.value>>().toEqualTypeOf<number | undefined>();
    const from = w.while(
      'from',
      { initial: fetched.payment.kind, condition: w.expr('x') },
      () => 'card',
    );
    expectTypeOf<ValueOf<typeof from.value>>().toEqualTypeOf<'card' | 'invoice'>();
  });

  test('loops refuse a pass that gives something else than they started with', () => {
    const options = { initial: { n: 0 }, condition: w.expr('value.n < 3') };
    expectTypeOf(w.while('a', options, () => ({ n: 1 })).iterations).toEqualTypeOf<Ref<number>>();
    // @ts-expect-error a text where a number is due
    w.while('a', options, () => ({ n: 'one' }));
    // @ts-expect-error a field is missing
    w.until('a', options, () => ({}));
    // @ts-expect-error nothing where a state is due
    w.until('a', options, () => undefined);
    // @ts-expect-error a loop has a condition
    w.while('a', { initial: 1 }, () => 2);
    const condition = ({ value }: { readonly value: Ref<{ n: number }> }) => {
      // @ts-expect-error no such part of the state
      expectTypeOf(value.m).toBeNever();
      return value.n;
    };
    w.until('a', { initial: { n: 0 }, condition }, () => ({ n: 1 }));
  });

  test('parallel and try type their parts', () => {
    const both = w.parallel('both', {
      left: (b) => b.node('l', fetchOrder, { orderId: 'A' }).total,
      right: () => ({ fixed: 'x', id: w.run.id }),
    });
    expectTypeOf<ValueOf<typeof both>>().toEqualTypeOf<{
      readonly left: number;
      readonly right: { fixed: string; id: string };
    }>();
    const lenient = w.parallel('l', { a: () => 1 }, { onBranchError: 'continue' });
    expectTypeOf<ValueOf<typeof lenient.a>>().toEqualTypeOf<number | null>();
    const tried = w.try('t', {
      body: () => fetched.total,
      catch: (_b, error) => error.message,
      finally: (b) => void b.node('p', ping, {}),
    });
    expectTypeOf<ValueOf<typeof tried.value>>().toEqualTypeOf<string | number>();
    expectTypeOf<ValueOf<typeof tried.caught>>().toEqualTypeOf<RunError | null>();
    const plain = w.try('u', { body: () => fetched.total });
    expectTypeOf<ValueOf<typeof plain.value>>().toEqualTypeOf<number>();
    // @ts-expect-error no such branch
    expectTypeOf(both.middle).toBeNever();
    // @ts-expect-error a try has a body
    w.try('t', { catch: () => 1 });
    w.try('t', {
      body: () => 1,
      catch: (_b, error) => {
        // @ts-expect-error an error has no such property
        expectTypeOf(error.reason).toBeNever();
        return error.message;
      },
    });
  });
});

describe('waiting steps', () => {
  test('type the payload by its schema', () => {
    const paid = w.signal('paid', {
      signal: 'paid',
      schema: z.object({ amount: z.number() }),
      timeout: '7d',
    });
    expectTypeOf(paid.out.amount).toEqualTypeOf<Ref<number>>();
    expectTypeOf(paid.timeout).toExtend<PortHandle<unknown>>();
    expectTypeOf<ValueOf<typeof free.out>>().toEqualTypeOf<unknown>();
    const free = w.signal('free', { signal: w.input.orderId });
    const approved = w.approval('ok', {
      form: z.object({ ok: z.boolean(), why: z.string() }),
      decidedBy: 'ok',
      assignees: ['finance', w.input.orderId],
      due: '3d',
    });
    expectTypeOf(approved.rejected.why).toEqualTypeOf<Ref<string>>();
    w.node('a', ping, {}, { after: w.any(approved.out, approved.overdue, paid.timeout) });
    w.delay('d', w.expr<number>('input.count * 1000'), { after: paid.out });
  });

  test('refuse payload that is not in the schema, and decisions that are none', () => {
    const form = z.object({ ok: z.boolean(), why: z.string() });
    const paid = w.signal('paid', { signal: 'paid', schema: z.object({ amount: z.number() }) });
    expectTypeOf(w.delay('d', '2d')).toExtend<Bound<unknown>>();
    // @ts-expect-error no such field
    expectTypeOf(paid.out.currency).toBeNever();
    // @ts-expect-error the payload is on a port
    expectTypeOf(paid.amount).toBeNever();
    // @ts-expect-error a signal has a name
    w.signal('a', { timeout: '1d' });
    // @ts-expect-error a text is no yes or no
    w.approval('a', { form, decidedBy: 'why' });
    // @ts-expect-error no such field of the form
    w.approval('a', { form, decidedBy: 'yes' });
    // @ts-expect-error assignees are texts
    w.approval('a', { assignees: [1] });
    // @ts-expect-error a boolean is no duration
    w.delay('d', true);
  });
});

describe('workflows', () => {
  const child = defineWorkflow({
    id: 'child',
    input: z.object({ orderId: z.string(), express: z.boolean().default(false) }),
    build(c) {
      expectTypeOf(c.input.express).toEqualTypeOf<Ref<boolean>>();
      const order = c.node('fetched', fetchOrder, { orderId: c.input.orderId });
      return { total: order.total, deep: [{ note: order.note }], fixed: 'x' };
    },
  });

  test('take input before defaults and give what build returns', () => {
    expectTypeOf<WorkflowInput<typeof child>>().toEqualTypeOf<{
      orderId: string;
      express?: boolean | undefined;
    }>();
    expectTypeOf<WorkflowOutput<typeof child>>().toEqualTypeOf<{
      total: number;
      deep: { note: string | undefined }[];
      fixed: string;
    }>();
    expectTypeOf(child).toExtend<AnyWorkflow>();
    const silent = defineWorkflow({ id: 's', build: (c) => void c.node('p', ping, {}) });
    expectTypeOf(silent).toEqualTypeOf<Workflow<unknown, unknown>>();
    const single = defineWorkflow({ id: 's', build: (c) => c.node('p', ping, {}) });
    expectTypeOf<WorkflowOutput<typeof single>>().toEqualTypeOf<{ ok: boolean }>();
  });

  test('as steps take the input and give the output', () => {
    const sub = w.subWorkflow('sub', child, { orderId: w.input.orderId });
    expectTypeOf(sub.total).toEqualTypeOf<Ref<number>>();
    w.subWorkflow('s2', child, w.as<{ orderId: string }>(fetched.raw), { version: 'latest' });
    // @ts-expect-error a number where a text is due
    w.subWorkflow('s3', child, { orderId: w.input.count });
    // @ts-expect-error a field is missing
    w.subWorkflow('s3', child, {});
    // @ts-expect-error no such output
    expectTypeOf(sub.totl).toBeNever();
    // @ts-expect-error no workflow
    w.subWorkflow('s3', ping, {});
  });

  test('refuse results that are no data', () => {
    expectTypeOf<ResultOf<void>>().toEqualTypeOf<unknown>();
    // @ts-expect-error a secret is no result
    defineWorkflow({ id: 'a', build: (c) => ({ leak: c.secret('x') }) });
    // @ts-expect-error a step with several ports has no single output
    defineWorkflow({ id: 'a', build: (c) => c.node('s', triage, { total: 1 }) });
    // @ts-expect-error a function is no data
    defineWorkflow({ id: 'a', build: () => () => 1 });
    // @ts-expect-error build is not async
    defineWorkflow({ id: 'a', build: async (c) => Promise.resolve(c.node('p', ping, {})) });
    defineWorkflow({
      id: 'a',
      build(c) {
        // @ts-expect-error without a schema nothing is known of the input
        expectTypeOf(c.input.orderId).toBeNever();
        return c.input;
      },
    });
    // @ts-expect-error the input is a zod schema
    defineWorkflow({ id: 'a', input: { orderId: 'string' }, build: () => 1 });
    // @ts-expect-error no such setting
    defineWorkflow({ id: 'a', settings: { durability: 'loose' }, build: () => 1 });
  });
});
