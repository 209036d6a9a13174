package io.trebuchet;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which methods and constructors of the JDK take the machine's locale unless they are given one.
 */
final class LocaleForms {
  private LocaleForms() {}

  /**
   * Whether a call leaves the locale to the machine: {@code String.formatted}, or a form beside one
   * that takes it.
   */
  static boolean isLeftOut(AccessTarget.CodeUnitCallTarget called) {
    JavaClass owner = called.getOwner();
    if (!owner.getPackageName().startsWith("java.") || takesLocale(called)) {
      return false;
    }
    if (owner.isEquivalentTo(String.class) && called.getName().equals("formatted")) {
      return true;
    }
    boolean made = called instanceof AccessTarget.ConstructorCallTarget;
    Class<?> type = owner.reflect();
    Stream<? extends Executable> forms =
        made ? Arrays.stream(type.getDeclaredConstructors()) : Arrays.stream(type.getMethods());
    return forms
        .filter(form -> form instanceof Constructor || form.getName().equals(called.getName()))
        .anyMatch(form -> isCallWithLocale(called, form.getParameterTypes()));
  }

  private static boolean takesLocale(AccessTarget.CodeUnitCallTarget called) {
    return called.getRawParameterTypes().stream()
        .anyMatch(type -> type.isEquivalentTo(Locale.class));
  }

  private static boolean isCallWithLocale(AccessTarget.CodeUnitCallTarget called, Class<?>[] form) {
    String[] others =
        Arrays.stream(form)
            .filter(type -> type != Locale.class)
            .map(Class::getName)
            .toArray(String[]::new);
    String[] taken =
        called.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
    return form.length == others.length + 1 && Arrays.equals(others, taken);
  }
}
