package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the classes of a store that somebody added: what they throw by mistake is a failure
 * of that store, which says whose it is and where.
 */
final class AddedStore<T> implements InvocationHandler {
  private final String word;
  private final T target;

  private AddedStore(String word, T target) {
    this.word = word;
    this.target = target;
  }

  /** The kind itself where it is one of ours, or stands behind one of these already. */
  static StoreKind named(StoreKind kind) {
    boolean ours = kind.getClass().getPackage() == StoreKind.class.getPackage();
    return ours || Proxy.isProxyClass(kind.getClass())
        ? kind
        : before(StoreKind.class, kind.word(), kind);
  }

  private static <T> T before(Class<T> type, String word, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new AddedStore<>(word, target)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return guarded(method.invoke(target, arguments), method);
    } catch (InvocationTargetException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      if (cause instanceof IOException
          || cause instanceof UsageException
          || cause instanceof VirtualMachineError) {
        throw cause;
      }
      throw failure(method, cause.toString() + place(cause), cause);
    }
  }

  private @Nullable Object guarded(@Nullable Object answer, Method method) throws Exception {
    return switch (answer) {
      case OpenStore open ->
          open.behind(
              store -> before(MetricStore.class, word, store),
              reading -> before(OpenStore.Reading.class, word, reading));
      case StoredSteps steps -> before(StoredSteps.class, word, steps);
      case null -> {
        if (method.getReturnType() != void.class) {
          throw failure(method, "it gave null", null);
        }
        yield null;
      }
      default -> answer;
    };
  }

  private Exception failure(Method method, String what, @Nullable Throwable cause) {
    String message =
        String.format(
            Locale.ROOT,
            "the store %s (%s) failed in %s: %s",
            word,
            target.getClass().getName(),
            method.getName(),
            what);
    boolean told =
        Arrays.stream(method.getExceptionTypes())
            .anyMatch(type -> type.isAssignableFrom(StoreException.class));
    return told ? new StoreException(message, cause) : new IllegalStateException(message, cause);
  }

  /** The line of theirs that it came from. */
  private static String place(Throwable cause) {
    return Stream.of(cause.getStackTrace())
        .filter(frame -> !frame.getClassName().startsWith("java."))
        .findFirst()
        .map(frame -> " at " + frame)
        .orElse("");
  }
}
