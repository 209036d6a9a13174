package io.trebuchet.storage;

import io.questdb.cairo.CairoException;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.security.ReadOnlySecurityContext;

/** What the reader of a database may do: select. {@link QuestDbEngine} narrows it further. */
final class QuestDbReader extends ReadOnlySecurityContext {
  private final String name;

  private QuestDbReader(String name) {
    this.name = name;
  }

  static QuestDbReader named(String name) {
    return new QuestDbReader(name);
  }

  static CairoException denied() {
    return CairoException.authorization().put("the reader of this database can only select");
  }

  @Override
  public void authorizeHttp() {
    throw denied();
  }

  @Override
  public void authorizeLineTcp() {
    throw denied();
  }

  /** Asked for by {@code COPY} alone. */
  @Override
  public void authorizeSelectOnAnyColumn(TableToken table) {
    throw denied();
  }

  @Override
  public void authorizeSettings() {
    throw denied();
  }

  @Override
  public void authorizeSqlEngineAdmin() {
    throw denied();
  }

  @Override
  public void authorizeSystemAdmin() {
    throw denied();
  }

  /** Of any kind, those of an export included. */
  @Override
  public void authorizeTableCreate(int kind) {
    throw denied();
  }

  @Override
  public CharSequence getPrincipal() {
    return name;
  }

  @Override
  public boolean isSystemAdmin() {
    return false;
  }
}
