/** Checks of an installation, an allocation and a prefix, each finding with its remedy. */
package org.scr4j.job.doctor;
