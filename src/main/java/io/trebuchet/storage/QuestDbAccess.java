package io.trebuchet.storage;

import io.questdb.DefaultFactoryProvider;
import io.questdb.cairo.SecurityContext;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.security.DenyAllSecurityContext;
import io.questdb.cairo.security.SecurityContextFactory;
import io.questdb.cutlass.http.HttpAuthenticatorFactory;
import io.questdb.cutlass.pgwire.PGAuthenticatorFactory;
import io.questdb.network.SocketFactory;

/**
 * Who may do what in an embedded database: HTTP is its owner's alone; over the PostgreSQL port its
 * reader reads. QuestDB asks here for every connection and every request.
 */
final class QuestDbAccess extends DefaultFactoryProvider {
  private final Credentials credentials;
  private final QuestDbConnections http = QuestDbConnections.http();
  private final QuestDbConnections postgres = QuestDbConnections.postgres();

  private QuestDbAccess(Credentials credentials) {
    this.credentials = credentials;
  }

  static QuestDbAccess of(Credentials credentials) {
    return new QuestDbAccess(credentials);
  }

  /** Connections to the HTTP port. */
  QuestDbConnections http() {
    return http;
  }

  /** Connections to the PostgreSQL port. */
  QuestDbConnections postgres() {
    return postgres;
  }

  @Override
  public SocketFactory getHttpSocketFactory() {
    return http;
  }

  @Override
  public SocketFactory getPGWireSocketFactory() {
    return postgres;
  }

  @Override
  public HttpAuthenticatorFactory getHttpAuthenticatorFactory() {
    return () -> new QuestDbHttpLogin(credentials.owner(), QuestDbConnections.latest());
  }

  @Override
  public PGAuthenticatorFactory getPgWireAuthenticatorFactory() {
    return (configuration, breaker, registry, options) ->
        QuestDbPgLogin.create(
            credentials, QuestDbConnections.latest(), configuration, breaker, registry, options);
  }

  @Override
  public SecurityContextFactory getSecurityContextFactory() {
    return (principal, port) -> context(principal);
  }

  private SecurityContext context(Object principal) {
    return switch (principal) {
      case QuestDbHttpLogin http -> AllowAllSecurityContext.INSTANCE;
      case QuestDbPgLogin login ->
          login.isOwner()
              ? AllowAllSecurityContext.INSTANCE
              : QuestDbReader.named(credentials.reader().user());
      default -> DenyAllSecurityContext.INSTANCE;
    };
  }
}
