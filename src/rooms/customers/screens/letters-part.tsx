// Of one customer: the last statement letter and what he answered, differences still open, and the claim whose limitation period ends first.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { differences, letters, limitation } from '#rooms/reconciliation/contract.ts';
import { LetterState } from '#rooms/reconciliation/screens/letter-state.tsx';
import { MakeLetters } from '#rooms/reconciliation/screens/make-letters.tsx';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';

const SOON_DAYS = 180;

export function LettersPart({ code }: { code: string }) {
  const { t, money, unit } = useReading();
  const mayWrite = useMay('ledger.write');
  const [making, setMaking] = useState(false);
  const last = useOperation(letters, { customer: code, limit: 1 });
  const open = useOperation(differences, { customer: code, limit: 1 });
  const clock = useOperation(limitation, { customer: code, limit: 1 });
  if (!last.data || !open.data || !clock.data) return null;
  const [letter] = last.data.letters;
  const [difference] = open.data.differences;
  const [claim] = clock.data.items.filter((each) => each.daysLeft !== null && each.daysLeft <= SOON_DAYS);
  if (!letter && !claim && !mayWrite) return null;
  const withUnit = (value: { readonly amount: string; readonly currency: string }) => `${money(value)} ${unit(value.currency)}`;
  return (
    <Card
      className="x-span-12"
      title={t('reconciliation.customer.title')}
      extra={
        mayWrite && (
          <Button size="small" onClick={() => setMaking(true)}>
            {t('reconciliation.makeOpen')}
          </Button>
        )
      }
    >
      <div className="x-lines x-lines-ruled">
        {letter ? (
          <div>
            <span>
              <Link to="/reconciliation/letters/$id" params={{ id: letter.id }}>
                {letter.number}
              </Link>{' '}
              <LetterState row={letter} />
            </span>
            <span className="x-num">
              <span className="x-aside">{letter.to}</span> {withUnit(letter.closing)}
            </span>
          </div>
        ) : (
          <div className="x-quiet">{t('reconciliation.customer.none')}</div>
        )}
        {difference && (
          <div>
            <Link to="/reconciliation/letters/$id" params={{ id: difference.letter.id }}>
              {t('reconciliation.customer.difference', { owner: difference.owner?.name ?? t('reconciliation.nobody') })}
            </Link>
            <span className="x-num">{difference.gap ? withUnit(difference.gap) : null}</span>
          </div>
        )}
        {claim && claim.daysLeft !== null && (
          <div>
            <Link to="/reconciliation/limitation">
              <RiskMark
                step={claim.daysLeft < 0 ? 4 : claim.daysLeft <= 30 ? 3 : 2}
                word={t(claim.daysLeft < 0 ? 'reconciliation.customer.ended' : 'reconciliation.customer.ends', {
                  number: claim.number,
                  count: Math.abs(claim.daysLeft),
                })}
              />
            </Link>
            <span className="x-num">{withUnit(claim.open)}</span>
          </div>
        )}
      </div>
      {making && <MakeLetters customer={code} onClose={() => setMaking(false)} />}
    </Card>
  );
}
