/**
 * What is looked at beyond a descent's own figures: observables, the ends of the Hessian, a closer
 * look.
 */
@NullMarked
package io.trebuchet.physics.observe;

import org.jspecify.annotations.NullMarked;
