/** Quadratic models (184) by their features, and in the eigenbasis of one ψ. */
@NullMarked
package io.trebuchet.physics.quadratic;

import org.jspecify.annotations.NullMarked;
