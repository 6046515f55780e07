-- What crm find looks at on a card lies together.
CREATE INDEX ix_customer_card_text ON customer (printf('%s %s %s %s %s %s %s %s %s %s %s', code, id_number, licence_number, name_folded, pinyin_keys, region, industry, address, source, email, wechat));
