"""Instruments the look-up of variables."""

import hashlib
import inspect

from .values import Raised, is_iterator



class Lookups:
    """The part of the recorder that sees what is looked up in a value."""

    def install_lookup(self):
        """Variable._resolve_lookup of Django 5.2, plus log_lookup()."""
        from django.template import base

        r = self
        orig = base.Variable._resolve_lookup
        BaseContext = base.BaseContext
        signature = base.signature
        VariableDoesNotExist = base.VariableDoesNotExist
        logger = base.logger

        def _resolve_lookup(self, context):
            __traceback_hide__ = True
            rec = r.top
            if rec is None:
                return orig(self, context)
            current = context
            container = context
            try:
                for bit in self.lookups:
                    container = current
                    try:
                        if not hasattr(type(current), "__getitem__"):
                            raise TypeError
                        current = current[bit]
                    except (TypeError, AttributeError, KeyError, ValueError, IndexError):
                        try:
                            if isinstance(current, BaseContext) and getattr(
                                type(current), bit
                            ):
                                raise AttributeError
                            current = getattr(current, bit)
                        except (TypeError, AttributeError):
                            if not isinstance(current, BaseContext) and bit in dir(
                                current
                            ):
                                raise
                            try:
                                current = current[int(bit)]
                            except (IndexError, ValueError, KeyError, TypeError):
                                raise VariableDoesNotExist(
                                    "Failed lookup for key [%s] in %r", (bit, current)
                                )
                    raw = current
                    if callable(current):
                        if getattr(current, "do_not_call_in_templates", False):
                            pass
                        elif getattr(current, "alters_data", False):
                            current = context.template.engine.string_if_invalid
                        else:
                            try:
                                current = current()
                            except TypeError:
                                try:
                                    current_signature = signature(current)
                                except ValueError:
                                    current = context.template.engine.string_if_invalid
                                else:
                                    try:
                                        current_signature.bind()
                                    except TypeError:
                                        current = (
                                            context.template.engine.string_if_invalid
                                        )
                                    else:
                                        raise
                    if is_iterator(current) and raw is not current:
                        current, copy = rec.split(current)
                        rec.log_lookup(container, bit, raw, copy)
                    else:
                        rec.log_lookup(container, bit, raw, current)
            except Exception as e:
                template_name = getattr(context, "template_name", None) or "unknown"
                logger.debug(
                    "Exception while resolving variable '%s' in template '%s'.",
                    bit,
                    template_name,
                    exc_info=True,
                )
                if getattr(e, "silent_variable_failure", False):
                    current = context.template.engine.string_if_invalid
                    rec.log_lookup(container, bit, None, current)
                else:
                    if not isinstance(e, VariableDoesNotExist):
                        rec.log_lookup(container, bit, None, Raised(e))
                    raise
            return current

        # The copy must be of the code that it stands for.
        digest = hashlib.sha256(inspect.getsource(orig).encode()).hexdigest()[:16]
        self.stats["_resolve_lookup source " + digest] += 1
        base.Variable._resolve_lookup = _resolve_lookup
