/**
 * What runs a function in Python: orders come and replies go as lines of JSON over the channel that Node opens. Errors
 * have the members, the order and the spaces of AWS's runtime. [source code: awslambdaric bootstrap.py, 2025;
 * LocalStack's recordings of AWS, services_lambda, 2024]
 */
export const PYTHON_RUNTIME = `
import decimal, importlib, json, os, socket, sys, time, traceback

channel = socket.socket(fileno=int(os.environ.pop("NODE_CHANNEL_FD")))
sys.path.insert(0, os.getcwd())
here = "<string>"

class Context:
    memory_limit_in_mb = "128"
    function_version = "$LATEST"
    client_context = None
    identity = None
    def __init__(self, given):
        self.function_name = given["functionName"]
        self.aws_request_id = given["awsRequestId"]
        self.invoked_function_arn = given["invokedFunctionArn"]
        self.log_group_name = "/aws/lambda/" + given["functionName"]
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self._until = time.time() + given["remainingMs"] / 1000
    def get_remaining_time_in_millis(self):
        return max(int((self._until - time.time()) * 1000), 0)

def failure(kind, message, request, stack=()):
    said = {"errorMessage": message, "errorType": kind, "requestId": request, "stackTrace": list(stack)}
    return {"ok": False, "error": said, "text": json.dumps(said, ensure_ascii=False)}

def unusual(value):
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)

found = None

def handler_of(name, request):
    global found
    if found is not None:
        return found, None
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        return None, failure("Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (name, error), request)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        return None, failure("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error), request)
    except SyntaxError as error:
        return None, failure("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), request)
    if not hasattr(module, function_name):
        text = "Handler '%s' missing on module '%s'" % (function_name, module_name)
        return None, failure("Runtime.HandlerNotFound", text, request)
    found = getattr(module, function_name)
    return found, None

def reply_to(order):
    request = order["context"]["awsRequestId"]
    try:
        handler, failed = handler_of(order["handler"], request)
        if failed is not None:
            return failed
        result = handler(order["event"], Context(order["context"]))
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != here]
        return failure(type(error).__name__, str(error), request, traceback.format_list(frames))
    try:
        return {"ok": True, "result": json.dumps(result, ensure_ascii=False, default=unusual)}
    except Exception as error:
        return failure("Runtime.MarshalError", "Unable to marshal response: " + str(error), request)

for line in channel.makefile("r", encoding="utf-8"):
    answer = reply_to(json.loads(line))
    sys.stdout.flush()
    sys.stderr.flush()
    channel.sendall((json.dumps(answer) + "\\n").encode())
`;
