/**
 * What somebody hostile, or another user of the machine, tries on the product as it is installed:
 * end to end through {@code bin/trebuchet}. Not part of the plain tests, since it needs the
 * packaged launcher and to be root; {@code .ci/attacks} runs it.
 */
@NullMarked
package io.trebuchet.attack;

import org.jspecify.annotations.NullMarked;
