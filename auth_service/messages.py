"""Words of auth_service for people."""

from common.messages import Catalogue, Text

MESSAGES: Catalogue = {
    "invalid_credentials": Text(
        "El usuario o la contraseña no son correctos.", "The user name or the password is not right."
    ),
    "login_locked": Text(
        "Hubo demasiados intentos fallidos. Vuelve a intentarlo en {seconds} segundos.",
        "Too many attempts have failed. Try again in {seconds} seconds.",
    ),
    "too_many_requests": Text(
        "Demasiadas solicitudes. Vuelve a intentarlo en {seconds} segundos.",
        "Too many requests. Try again in {seconds} seconds.",
    ),
    "otp_required": Text(
        "Escribe también el código de tu aplicación de autenticación.",
        "Enter the code of your authenticator app as well.",
    ),
    "otp_invalid": Text("El código no es correcto o ya se usó.", "The code is not right or was used already."),
    "otp_already_enabled": Text("El segundo factor ya está activado.", "The second factor is on already."),
    "otp_not_set_up": Text("El segundo factor no está preparado.", "The second factor is not set up."),
    "session_ended": Text("La sesión terminó. Vuelve a iniciar sesión.", "The session has ended. Sign in again."),
    "session_not_found": Text("Esa sesión no existe o ya terminó.", "There is no such session, or it has ended."),
    "csrf_header_missing": Text(
        "Falta la cabecera que protege la sesión.", "The header that protects the session is missing."
    ),
    "registration_disabled": Text(
        "Aquí las cuentas las crea un administrador.", "Accounts are made by an administrator here."
    ),
    "username_taken": Text("Ese nombre de usuario ya está en uso.", "That user name is taken."),
    "wrong_password": Text("La contraseña no es correcta.", "The password is not right."),
    "password_too_short": Text(
        "La contraseña debe tener al menos 10 caracteres.", "The password must have at least 10 characters."
    ),
    "password_too_long": Text(
        "La contraseña puede tener 1000 caracteres como máximo.", "The password may have at most 1000 characters."
    ),
    "password_too_common": Text(
        "Esa contraseña es fácil de adivinar. Elige otra.", "That password is easy to guess. Choose another."
    ),
    "password_unchanged": Text(
        "La contraseña nueva debe ser distinta de la actual.", "The new password must differ from the current one."
    ),
    "reset_token_invalid": Text(
        "El enlace ya se usó o venció. Pide uno nuevo.", "The link was used or has expired. Ask for a new one."
    ),
    "user_not_found": Text("Esa persona no existe.", "There is no such person."),
    "cannot_change_yourself": Text(
        "No puedes quitarte a ti mismo el acceso ni el rol.", "You cannot take your own access or role away."
    ),
    "own_otp_needs_proof": Text(
        "Tu propio segundo factor se desactiva en tu cuenta, con la contraseña y un código (/auth/otp/disable).",
        "Your own second factor is switched off in your account, with password and code (/auth/otp/disable).",
    ),
    "last_admin": Text("Debe quedar al menos un administrador activo.", "At least one active admin must remain."),
    "beyond_own_permissions": Text(
        "No puedes dar ni cambiar permisos que tú no tienes.",
        "You cannot give or change permissions that you do not have.",
    ),
    "unknown_role": Text("Ese rol no existe.", "There is no such role."),
    "role_not_found": Text("Ese rol no existe.", "There is no such role."),
    "role_exists": Text("Ya hay un rol con ese nombre.", "There is a role of that name already."),
    "role_built_in": Text(
        "Los roles incluidos no se pueden cambiar ni borrar.", "Built-in roles cannot be changed or deleted."
    ),
    "role_in_use": Text("Hay personas con ese rol.", "There are people with that role."),
    "unknown_permission": Text("Ese permiso no existe: {name}.", "There is no such permission: {name}."),
    "white_space_around": Text("No puede empezar ni terminar con espacios.", "Cannot begin or end with white space."),
    "unseen_characters": Text("Contiene caracteres invisibles.", "Holds characters that cannot be seen."),
    "username_or_email": Text(
        "Indica el nombre de usuario o la dirección de correo, solo uno de los dos.",
        "Give the user name or the mail address, only one of the two.",
    ),
}
