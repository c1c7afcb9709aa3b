"""Records the reason phrases that Python's standard library knows, to hold our table of status codes against.

    python3.13 http_status.py > http_status.json

Python 3.13 is the first with the names of RFC 9110 for 413, 414, 416 and 422.
"""

import http
import json
import platform

phrases = {str(int(status)): status.phrase for status in http.HTTPStatus if status >= 400}
print(json.dumps({"recorded_from": f"Python {platform.python_version()}, http.HTTPStatus", "phrases": phrases}, indent=1))
